"""`python -m benchmarks`: speed, memory, training; `... eval`: understanding and search; `... practice`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from typing import Any

from rich.console import Console

from stack.failure import Failure

RATES = "10,20,30,40,50,60,80"


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 when everything was measured, whether or not targets are met."""
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    try:
        return int(options.run(options) or 0)
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    top.set_defaults(run=bench)
    top.add_argument("--turns", type=int, default=300, help="counted turns on each side (300)")
    top.add_argument("--rates", type=rates, default=rates(RATES), help=f"messages a second ({RATES})")
    top.add_argument("--seconds", type=float, default=15.0, help="how long each rate lasts (15)")
    top.add_argument("--fresh", action="store_true", help="train the stock pipeline again")
    top.add_argument("--json", action="store_true", help="one JSON object on the last line")
    commands = top.add_subparsers(metavar="COMMAND")
    evaluate = commands.add_parser("eval", help="how well the bot understands and the knowledge base finds")
    evaluate.add_argument("--json", action="store_true", help="one JSON object on the last line")
    evaluate.set_defaults(run=measure_understanding)
    practice = commands.add_parser("practice", help="how fast the practice ServiceNow reads")
    practice.add_argument("--json", action="store_true", help="one JSON object on the last line")
    practice.add_argument("--seconds", type=float, default=2.0, help="how long each side is asked (2)")
    practice.set_defaults(run=measure_practice)
    return top


def rates(text: str) -> tuple[float, ...]:
    found = tuple(float(part) for part in text.split(","))
    if not found or min(found) <= 0:
        raise ValueError("rates are positive numbers")
    return tuple(sorted(found))


def bench(options: argparse.Namespace) -> None:
    from benchmarks.bench import Plan
    from benchmarks.bench import bench as run
    from benchmarks.table import show

    console = Console()
    report = run(Plan(options.turns, options.rates, options.seconds, options.fresh), console)
    show(report, console)
    finish(report, as_json=options.json)


def measure_understanding(options: argparse.Namespace) -> int:
    from benchmarks.evaluation import evaluate

    found = evaluate(Console())
    finish(found, as_json=options.json)
    return 0 if found["complete"] else 1


def measure_practice(options: argparse.Namespace) -> None:
    from benchmarks.practice.compare import compare

    found = compare(Console(), seconds=options.seconds)
    finish(found, as_json=options.json)


def finish(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(found))


if __name__ == "__main__":
    sys.exit(main())
