"""`make check`: everything in data/ is looked at, each kind by the package that reads it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Optional

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
AT_ONCE = 2
Ended = Optional["subprocess.CompletedProcess[str]"]
"""None of a check that had to wait for another one's problems."""


def check(root: Path) -> int:
    """Run every check, two at once, and print its problems in the order above; 1 when any found one."""
    python = str(root / ".venv" / "bin" / "python")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running: dict[str, Future[Ended]] = {}
        for what, module in CHECKS:  # what a check needs stands before it, and so has begun before it
            needed = running.get(NEEDS.get(what, ""))
            running[what] = pool.submit(_checked, [python, "-m", *module], root, needed)
        codes = [_told(what, ended.result()) for what, ended in running.items()]
    return 1 if any(codes) else 0


def _checked(command: list[str], root: Path, needed: Future[Ended] | None) -> Ended:
    if needed is not None and (before := needed.result()) is not None and before.returncode:
        return None
    return subprocess.run(command, cwd=root, check=False, capture_output=True, encoding="utf-8")


def _told(what: str, ended: Ended) -> int:
    if ended is None:
        print(f"  check {what}: waits until the files can be read", flush=True)
        return 0
    print(ended.stderr, end="", file=sys.stderr, flush=True)
    print(ended.stdout, end="")
    print(f"  check {what}: {'ok' if ended.returncode == 0 else 'problems, see above'}", flush=True)
    return ended.returncode
