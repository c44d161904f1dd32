"""``python -m flows``: check the flow files, print the manual, talk through a flow."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from flows import Invalid, check, load
from flows.approval import NoApprovalLine, approved_text
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
    commands = parser.add_subparsers(required=True, metavar="check | approve | pending | manual | simulate")
    checking = commands.add_parser("check", help="find every problem in the flow files")
    checking.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    checking.set_defaults(run=_check)
    approving = commands.add_parser("approve", help="approve one flow's text as it stands")
    approving.add_argument("file", type=Path)
    approving.add_argument("--by", required=True, help="the person who read and approves it")
    approving.set_defaults(run=_approve)
    waiting = commands.add_parser("pending", help="name the flows whose text nobody approved")
    waiting.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    waiting.set_defaults(run=_pending)
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


def _approve(options: argparse.Namespace) -> int:
    flow = load(options.file.parent).get(options.file.stem)
    if flow is None:
        print(f"{options.file}: no flow of that name", file=sys.stderr)
        return 1
    text = options.file.read_text(encoding="utf-8")
    try:
        written = approved_text(text, options.by, date.today(), flow.text_hash)
    except NoApprovalLine as missing:
        print(f"{options.file}: {missing}", file=sys.stderr)
        return 1
    options.file.write_text(written, encoding="utf-8")
    print(f"{options.file}: version {flow.version} approved by {options.by}, {flow.text_hash[:12]}")
    return 0


def _pending(options: argparse.Namespace) -> int:
    """1 while a flow waits for approval, so that a release can be held back by it."""
    waiting = [flow for flow in load(options.folder).values() if not flow.approved]
    for flow in waiting:
        print(f"{flow.file}: version {flow.version} differs from what was approved; "
              f"read it, then: python -m flows approve {flow.file} --by NAME")
    return 1 if waiting else 0


def _manual(options: argparse.Namespace) -> int:
    page = manual({name: flow for name, flow in load(options.folder).items() if flow.approved})
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
