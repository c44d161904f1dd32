"""`python -m benchmarks.crowd --file C.jsonl`: scripted employees against the running stack (`make run`)."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx2 as httpx
from rich.console import Console
from rich.markup import escape

import standards
from benchmarks.crowd import rows
from benchmarks.crowd.choosing import by_likeness
from benchmarks.crowd.play import Company, play_all, strangers, who_is_who
from benchmarks.crowd.rows import Row
from benchmarks.crowd.verdict import Known, Result, report, totals
from benchmarks.stack_client import client
from kb_index import library
from language.encoder import Encoder
from stack import run_files, settings
from stack.failure import Failure

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "var" / "crowd" / "report.json"
"""Every miss with its transcript, and nothing else that anybody said."""


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 when every row was played and came out right, 1 when one did not, 2 for a bad file."""
    options = parser().parse_args(arguments)
    try:
        found = asyncio.run(crowd(options, rows.read(options.file)))
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    if options.json:
        print(json.dumps(found))
    return 0 if found["right"] == found["rows"] else 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks.crowd", description=__doc__)
    made.add_argument("--file", type=Path, required=True, help="JSON lines, one employee each")
    made.add_argument("--desk", default=running("desk"), help="(%(default)s)")
    made.add_argument("--sandbox", default=running("sandbox"), help="(%(default)s)")
    made.add_argument("--at-once", type=int, default=4, help="conversations at the same time (4)")
    made.add_argument("--report", type=Path, default=REPORT, help="figures and misses (%(default)s)")
    made.add_argument("--json", action="store_true", help="one JSON object on the last line")
    return made


def running(name: str) -> str:
    """Where the running stack has it, else its usual address."""
    chosen = settings.read(ROOT)
    state = run_files.read_state(chosen.var) if run_files.supervisor(chosen.var) else {}
    return str(state.get(name, {}).get("url") or f"http://127.0.0.1:{chosen.ports[name]}")


async def crowd(options: argparse.Namespace, played: tuple[Row, ...]) -> dict[str, Any]:
    """Play every row; the totals. Raises Failure."""
    console = Console(stderr=options.json)
    names = await who_is_who(options.sandbox)
    encoder = Encoder.load(settings.read(ROOT).var / "model")
    if unknown := strangers(played, names, str(options.file)):
        raise Failure("\n".join(unknown), f"The demo page lists everybody: {options.desk}/demo")
    async with client(options.desk) as desk:
        await must_answer(desk, options.desk)
        company = Company(desk, options.sandbox, names, meanings(), by_likeness(encoder))
        results = await play_all(played, company, options.at_once, lambda one: show(one, console))
    found = totals(results)
    write(options.report, report(found, results))
    console.print(summary(found), highlight=False)
    console.print(f"  {options.report}", highlight=False, soft_wrap=True)
    return found


def write(file: Path, found: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


async def must_answer(desk: httpx.AsyncClient, url: str) -> None:
    """Raises Failure."""
    try:
        await desk.get("/health")
    except httpx.HTTPError as error:
        raise Failure(f"No desk answers at {url}.", "Start the stack: make run") from error


def meanings() -> Known:
    """Topics, queues and articles as the files name them."""
    articles = library.load(ROOT / "data" / "articles").articles
    return Known(standards.load(ROOT / "data" / "standards"), {one.id: one.topic for one in articles})


def show(result: Result, console: Console) -> None:
    """One line when a conversation is over."""
    mark = "[green]right[/]" if result.right else "[red]wrong[/]"
    got = ", ".join(f"{key} {value}" for key, value in result.got.items())
    why = "; ".join((*result.wrong, *(f"{key}: not seen from outside" for key in result.unseen)))
    end = "" if result.end == "outcome" else f" ({result.end})"
    line = f"  {mark}  {escape(result.id)}: {escape(got)}, {result.turns} messages{end}"
    console.print(line, highlight=False)
    if why:
        console.print(f"         {escape(why)}", highlight=False)


def summary(found: dict[str, Any]) -> str:
    return (
        f"{found['right']} of {found['rows']} right ({found['share_right']:.1%}), "
        f"{found['outcomes_right']:.1%} with the right outcome, median {middle(found)} messages to a result, "
        f"{found['dead_ends']} dead ends, "
        f"{found['loops']} loops, {found['failed']} failed"
    )


def middle(found: dict[str, Any]) -> str:
    turns = found["median_turns_to_a_result"]
    return "-" if turns is None else f"{turns:g}"


if __name__ == "__main__":
    sys.exit(main())
