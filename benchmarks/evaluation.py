"""`python -m benchmarks eval`: runs every measure with progress, and shows all figures at the end."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.held_out import ROOT
from benchmarks.measures import HEARD, NO_RELEASE, RELEASES, ROWS, Measure, all_measures
from stack import confusion_page, heard
from stack.failure import Failure
from stack.release import CANDIDATE, CURRENT, resolve
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
    written = confusion_report(ROWS / "confusion.html")
    console.print(f"  {written or NO_RELEASE}", highlight=False, soft_wrap=True)
    return {**found, "complete": not found["failed"], "confusion": str(written or "")}


def confusion_report(file: Path) -> Path | None:
    """What the newest release takes for what, as a page; None when none was measured."""
    release = resolve(RELEASES / CANDIDATE) or resolve(RELEASES / CURRENT)
    if release is None or not (release / HEARD).is_file():
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    confusion_page.write(file, heard.read(release / HEARD), f"Release {release.name}")
    return file


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
        table.add_row(name, "-" if value is None else f"{value:g}", beside(measure, name, value))
    return table


def beside(measure: Measure, name: str, value: float | None) -> str:
    """What the figure should be and whether it is; empty for one without a target."""
    wanted = measure.wanted
    if wanted is None or wanted.figure != name or value is None:
        return ""
    met = "[green]met[/]" if wanted.beside(value).met else "[red]missed[/]"
    return f"{'>=' if wanted.at_least else '<='} {wanted.limit:g} {met}"
