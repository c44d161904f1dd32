"""`python -m standards check`: everything that is wrong in data/standards, with file, line and remedy."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from standards.load import FILES, check


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m standards", description=__doc__)
    parser.add_argument("command", choices=["check"])
    parser.add_argument("--folder", type=Path, default=Path("data/standards"))
    problems = check(parser.parse_args(arguments).folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(FILES)} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
