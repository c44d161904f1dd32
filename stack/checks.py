"""`make check`: everything in data/ is looked at, each kind by the package that reads it."""

from __future__ import annotations

import subprocess
from pathlib import Path

CHECKS = (
    ("data/articles", ("kb_index", "check")),
    ("data/flows", ("flows", "check")),
    ("data/standards", ("standards", "check")),
    ("data/nlu, data/stories", ("authored",)),
    ("wording that employees read", ("authored.plain_words",)),
    ("data/nlu, line by line", ("language",)),
)
NEEDS = {"data/nlu, line by line": "data/nlu, data/stories"}
"""A check that reads files whole comes only after the one that says whether they can be read at all."""


def check(root: Path) -> int:
    """Run every check and let it print its problems; 1 when any found one."""
    python = str(root / ".venv" / "bin" / "python")
    codes: dict[str, int] = {}
    for what, module in CHECKS:
        if codes.get(NEEDS.get(what, "")):
            print(f"  check {what}: waits until the files can be read", flush=True)
            continue
        codes[what] = subprocess.run([python, "-m", *module], cwd=root, check=False).returncode
        print(f"  check {what}: {'ok' if codes[what] == 0 else 'problems, see above'}", flush=True)
    return 1 if any(codes.values()) else 0
