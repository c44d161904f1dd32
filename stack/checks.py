"""`make check`: everything in data/ is looked at, each kind by the package that reads it."""

from __future__ import annotations

import subprocess
from pathlib import Path

CHECKS = (
    ("data/articles", ("kb_index", "check")),
    ("data/flows", ("flows", "check")),
    ("data/standards", ("standards", "check")),
    ("data/nlu, data/stories", ("authored",)),
    ("data/nlu, line by line", ("language",)),
)


def check(root: Path) -> int:
    """Run every check and let it print its problems; 1 when any found one."""
    python = str(root / ".venv" / "bin" / "python")
    codes = []
    for what, module in CHECKS:
        code = subprocess.run([python, "-m", *module], cwd=root, check=False).returncode
        print(f"  check {what}: {'ok' if code == 0 else 'problems, see above'}", flush=True)
        codes.append(code)
    return 1 if any(codes) else 0
