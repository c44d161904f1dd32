"""``python -m flows``: check the flow files, print the manual, talk through a flow."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from authored import Governed
from authored.changes import report
from authored.places import releases
from flows import Invalid, check_approved, load
from flows.appendix import appendix_beside
from flows.approval import COMMAND, NoApprovalLine, approved_text
from flows.chromium import NoBrowser
from flows.load import texts
from flows.manual import manual
from flows.pdf import NotPrinted, write_pdf
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
    _add_approvals(commands)
    printing = commands.add_parser("manual", help="write the procedures manual as HTML or PDF")
    printing.add_argument("--folder", type=Path, default=FOLDER)
    printing.add_argument("--out", type=Path, help="a file; without one the page goes to stdout")
    printing.add_argument("--pdf", type=Path, help="a file to print it to, by the browser that set-up brings")
    printing.set_defaults(run=_manual)
    talking = commands.add_parser("simulate", help="talk through one flow in the terminal")
    talking.add_argument("file", type=Path)
    talking.set_defaults(run=_simulate)
    return parser


def _add_approvals(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    approving = commands.add_parser("approve", help="approve the text of a flow as it stands")
    approving.add_argument("files", nargs="*", type=Path, help="flow files, or common.yml")
    approving.add_argument("--all", action="store_true", help="every text that waits for an approval")
    approving.add_argument("--folder", type=Path, default=FOLDER, help="where --all looks")
    approving.add_argument("--by", required=True, help="the person who read and approves it")
    approving.set_defaults(run=_approve)
    waiting = commands.add_parser("pending", help="the texts that nobody approved, with what changed in them")
    waiting.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    waiting.add_argument("--releases", type=Path, help="where the approved text is looked for (var/releases)")
    waiting.set_defaults(run=_pending)


def _check(options: argparse.Namespace) -> int:
    problems = check_approved(options.folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{options.folder}: {len(load(options.folder))} flows, no problems")
    return 1 if problems else 0


def _approve(options: argparse.Namespace) -> int:
    if options.all:
        wanted = [text for text in texts(options.folder) if not text.approved]
    else:
        folders = {file.parent: texts(file.parent) for file in options.files}
        wanted = [text for each in folders.values() for text in each if text.path in options.files]
        for file in set(options.files) - {text.path for text in wanted}:
            print(f"{file}: no flow of that name", file=sys.stderr)
            return 1
    return max((_sign(text, options.by) for text in wanted), default=0)


def _sign(text: Governed, person: str) -> int:
    said = text.path.read_text(encoding="utf-8")
    try:
        written = approved_text(said, person, date.today(), text.hash)
    except NoApprovalLine as missing:
        print(f"{text.file}: {missing}", file=sys.stderr)
        return 1
    text.path.write_text(written, encoding="utf-8")
    print(f"{text.file}: approved by {person}, {text.hash[:12]}")
    return 0


def _pending(options: argparse.Namespace) -> int:
    """1 while a text waits for approval, so that a release can be held back by it."""
    lines = list(report(texts(options.folder), options.releases or releases(), COMMAND))
    for line in lines:
        print(line)
    return 1 if lines else 0


def _manual(options: argparse.Namespace) -> int:
    page = manual(load(options.folder), appendix_beside(options.folder))
    if options.out is None and options.pdf is None:
        sys.stdout.write(page)
        return 0
    try:
        _written(page, options.out, options.pdf)
    except (NoBrowser, NotPrinted) as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


def _written(page: str, out: Path | None, pdf: Path | None) -> None:
    with TemporaryDirectory() as folder:
        html = out or Path(folder) / "manual.html"
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page, encoding="utf-8")
        if pdf is not None:
            write_pdf(html, pdf)
    for written in filter(None, (out, pdf)):
        print(written)


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
