"""Makes the virtual environments from their locks, once.

A stamp inside an environment names the lock it was made from; it is written last. An environment without its
stamp was left half-made and is made anew; one with an older lock's stamp is brought up to date in place.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from stack import interpreters, stage
from stack.failure import Failure
from stack.interpreters import Version

STAMP = ".firstline-lock"


@dataclass(frozen=True)
class Environment:
    """A virtual environment of the project: its folder, its lock, and the Pythons that may run it."""

    folder: Path
    lock: Path
    pythons: tuple[Version, ...]

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"


def fingerprint(*files: Path) -> str:
    """What a stamp says: the hash of the files that an environment was made from."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def state(stamp: Optional[str], wanted: str, python_works: bool) -> str:
    """`ready`, `stale` (another lock: bring it up to date) or `broken` (half-made: make it anew)."""
    if stamp is None or not python_works:
        return "broken"
    return "ready" if stamp == wanted else "stale"


def make(environment: Environment, *, uv: Path, root: Path) -> None:
    """Bring the environment to its lock; returns at once when it is there already."""
    wanted, name = fingerprint(environment.lock), environment.folder.name
    now = state(_stamp(environment.folder), wanted, environment.python.exists())
    if now == "ready":
        stage.say(f"{name}: up to date")
        return
    if now == "broken":
        _new(environment, uv, root)
    (environment.folder / STAMP).unlink(missing_ok=True)
    sync = [
        str(uv),
        "pip",
        "sync",
        "--python",
        str(environment.python),
        "--require-hashes",
        str(environment.lock),
    ]
    stage.run(f"{name}: installing {environment.lock.name}", sync, log=log(root, name), cwd=root)
    (environment.folder / STAMP).write_text(wanted)


def _new(environment: Environment, uv: Path, root: Path) -> None:
    python = interpreters.find(environment.pythons) or _install_python(environment.pythons[0], uv, root)
    shutil.rmtree(environment.folder, ignore_errors=True)
    command = [str(uv), "venv", "--python", str(python.path), str(environment.folder)]
    label = f"{environment.folder.name}: Python {'.'.join(map(str, python.version))}"
    stage.run(label, command, log=log(root, environment.folder.name + "-venv"), cwd=root)


def _install_python(version: Version, uv: Path, root: Path) -> interpreters.Interpreter:
    name = ".".join(map(str, version))
    missing = Failure(
        f"Python {name} is needed and was not found: not as python{name} on PATH, not among pyenv's or uv's "
        "versions, and uv could not fetch it.",
        f"Install it (pyenv install {name}, or your system's package python{name}) and run this again.",
    )
    try:
        stage.run(
            f"Python {name}: fetching",
            [str(uv), "python", "install", name],
            log=log(root, "python"),
            cwd=root,
        )
    except Failure as refused:
        raise missing from refused
    found = interpreters.find((version,))
    if found is None:
        raise missing
    return found


def uv(root: Path) -> Path:
    """The pinned uv, installed on first use with the pip of the running Python.

    It has a folder of its own, so that it can make environments for Pythons other than the running one.
    """
    folder, lock = root / "var" / "tools" / "uv", root / "requirements" / "uv.lock"
    wanted, program = fingerprint(lock), root / "var" / "tools" / "uv" / "bin" / "uv"
    if state(_stamp(folder), wanted, program.exists()) == "ready":
        return program
    shutil.rmtree(folder, ignore_errors=True)
    remedy = (
        "The Python that runs this needs its venv and pip modules (Debian: apt-get install python3-venv)."
    )
    venv(sys.executable, folder, root, remedy)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "-r", str(lock)]
    stage.run("uv: installing", pip, log=log(root, "uv"), cwd=root)
    (folder / STAMP).write_text(wanted)
    return program


def venv(python: str, folder: Path, root: Path, remedy: str = "") -> None:
    """A virtual environment with pip in it, made by the standard library."""
    command: Sequence[str] = [python, "-m", "venv", str(folder)]
    stage.run(f"{folder.name}: new environment", command, log=log(root, "venv"), cwd=root, remedy=remedy)


def log(root: Path, name: str) -> Path:
    """Where the output of one step of set-up goes."""
    return root / "var" / "log" / f"setup-{name.lstrip('.')}.log"


def _stamp(folder: Path) -> Optional[str]:
    try:
        return (folder / STAMP).read_text().strip()
    except OSError:
        return None
