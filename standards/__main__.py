"""``python -m standards check``: find every problem in the desk's standards."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from standards import check


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 when a file has problems (printed on stderr)."""
    parser = argparse.ArgumentParser(prog="python -m standards", description=__doc__)
    parser.add_argument("command", choices=["check"])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("data/standards"))
    options = parser.parse_args(arguments)
    problems = check(options.folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{options.folder}: no problems")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
