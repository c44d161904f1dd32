"""Installs the front end's locked npm packages, once per lock. No package's own script is run."""

from __future__ import annotations

import shutil
from pathlib import Path

from stack import environments, stage
from stack.failure import Failure


def install(root: Path) -> None:
    """`npm ci` into node_modules/, skipped when package-lock.json has not changed since."""
    lock, stamp = root / "package-lock.json", root / "node_modules" / environments.STAMP
    if not lock.is_file():
        stage.say("node_modules: nothing to install")
        return
    wanted = environments.fingerprint(lock)
    if stamp.is_file() and stamp.read_text().strip() == wanted:
        stage.say("node_modules: up to date")
        return
    if shutil.which("npm") is None:
        raise Failure("npm was not found.", "Install Node.js 20 or newer (it brings npm) and run this again.")
    stamp.unlink(missing_ok=True)
    command = ["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
    stage.run(
        "node_modules: installing package-lock.json", command, log=environments.log(root, "npm"), cwd=root
    )
    stamp.write_text(wanted)
