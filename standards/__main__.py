"""``python -m standards``: check the desk's standards, show what waits for an approval, approve it."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from authored.changes import report
from authored.places import releases
from standards import Invalid, check_approved
from standards.approvals import COMMAND, approve
from standards.load import texts

FOLDER = Path("data/standards")


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 when a file has problems (printed on stderr) or waits for an approval."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except Invalid as invalid:
        print(invalid, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="check | pending | approve")
    checking = commands.add_parser("check", help="find every problem in the standards")
    checking.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    checking.set_defaults(run=_check)
    waiting = commands.add_parser("pending", help="the files that nobody approved, with what changed in them")
    waiting.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    waiting.add_argument("--releases", type=Path, help="where the approved text is looked for (var/releases)")
    waiting.set_defaults(run=_pending)
    approving = commands.add_parser("approve", help="approve files as they stand")
    approving.add_argument("files", nargs="*", type=Path)
    approving.add_argument("--all", action="store_true", help="every file that waits for an approval")
    approving.add_argument("--folder", type=Path, default=FOLDER, help="where --all looks")
    approving.add_argument("--by", required=True, help="the person who read and approves them")
    approving.set_defaults(run=_approve)
    return parser


def _check(options: argparse.Namespace) -> int:
    problems = check_approved(options.folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{options.folder}: no problems")
    return 1 if problems else 0


def _pending(options: argparse.Namespace) -> int:
    lines = list(report(texts(options.folder), options.releases or releases(), COMMAND))
    for line in lines:
        print(line)
    return 1 if lines else 0


def _approve(options: argparse.Namespace) -> int:
    folders = {options.folder} if options.all else {file.parent for file in options.files}
    known = {folder: texts(folder) for folder in folders}
    for file in set(options.files) - {text.path for each in known.values() for text in each}:
        print(f"{file}: no file of the standards", file=sys.stderr)
        return 1
    for folder, each in known.items():
        waiting = tuple(text for text in each if not text.approved)
        wanted = waiting if options.all else tuple(text for text in each if text.path in options.files)
        approve(folder, wanted, options.by, date.today())
        for text in wanted:
            print(f"{text.file}: approved by {options.by}, {text.hash[:12]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
