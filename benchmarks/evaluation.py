"""`python -m benchmarks eval`: runs every measure with progress, and shows all figures at the end."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.held_out import ROOT
from benchmarks.measures import Measure, all_measures
from stack.failure import Failure
from stack.stage import last_lines

LOGS = ROOT / "var" / "log"


def evaluate(console: Console) -> dict[str, Any]:
    """{"figures": {name: {...}}, "skipped": {name: why}, "failed": {name: why}, "complete": bool}."""
    found: dict[str, Any] = {"figures": {}, "skipped": {}, "failed": {}}
    for measure in all_measures():
        if measure.why_not:
            found["skipped"][measure.name] = measure.why_not
            console.print(f"  {measure.name}: skipped, {measure.why_not}", highlight=False)
            continue
        try:
            found["figures"][measure.name] = figures = run(measure, console)
        except Failure as failure:
            found["failed"][measure.name] = failure.message
            console.print(f"  [red]{failure.message}[/]", highlight=False)
        else:
            console.print(shown(measure, figures))
    return {**found, "complete": not found["failed"]}


def run(measure: Measure, console: Console) -> dict[str, Any]:
    """The command's JSON, with a line that says for how long it has been at it. Raises Failure."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "evaluate.log"
    began = time.monotonic()
    with log.open("w") as errors, console.status(measure.name) as status:
        process = subprocess.Popen(
            measure.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        while True:
            try:
                said, _ = process.communicate(timeout=1 if console.is_terminal else 10)
                break
            except subprocess.TimeoutExpired:
                going(console, status, f"{measure.name} ... {time.monotonic() - began:.0f} s")
    if process.returncode != 0:
        raise Failure(f"{measure.name}: failed (code {process.returncode})\n{last_lines(log)}")
    return dict(json.loads(said.strip().splitlines()[-1]))


def going(console: Console, status: Any, line: str) -> None:
    if console.is_terminal:
        status.update(line)
    else:
        console.print(f"  {line}", highlight=False)


def shown(measure: Measure, figures: Mapping[str, Any]) -> Table:
    table = Table(title=measure.name, title_justify="left", show_header=False)
    for name in measure.shown:
        value = figures.get(name)
        table.add_row(name, "-" if value is None else f"{value:g}")
    return table
