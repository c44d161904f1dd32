"""``python -m flows``: check the flow files, print the manual, talk through a flow."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from flows import Invalid, check, load
from flows.manual import manual
from flows.simulate import simulate

FOLDER = Path("data/flows")


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 when a file has problems (printed on stderr)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except Invalid as invalid:
        print(invalid, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flows", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="check | manual | simulate")
    checking = commands.add_parser("check", help="find every problem in the flow files")
    checking.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    checking.set_defaults(run=_check)
    printing = commands.add_parser("manual", help="write the procedures manual as HTML")
    printing.add_argument("--folder", type=Path, default=FOLDER)
    printing.add_argument("--out", type=Path, help="a file; without it the page goes to stdout")
    printing.set_defaults(run=_manual)
    talking = commands.add_parser("simulate", help="talk through one flow in the terminal")
    talking.add_argument("file", type=Path)
    talking.set_defaults(run=_simulate)
    return parser


def _check(options: argparse.Namespace) -> int:
    problems = check(options.folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{options.folder}: {len(load(options.folder))} flows, no problems")
    return 1 if problems else 0


def _manual(options: argparse.Namespace) -> int:
    page = manual(load(options.folder))
    if options.out is None:
        sys.stdout.write(page)
        return 0
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page, encoding="utf-8")
    print(options.out)
    return 0


def _simulate(options: argparse.Namespace) -> int:
    flows = load(options.file.parent)
    flow = flows.get(options.file.stem)
    if flow is None:
        print(f"{options.file}: no flow; use one of: {', '.join(flows)}", file=sys.stderr)
        return 1
    simulate(flow, read=lambda: input("> "), write=print)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
