"""``python -m desk report``: the figures as a table, or as one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from desk.reports.outcomes import KINDS, Report, report
from desk.settings import Settings
from desk.store import log
from desk.store.database import Database


async def run(settings: Settings, *, as_json: bool) -> None:
    database = Database(settings.database)
    try:
        async with database.read() as connection:
            counted = report(await log.all_events(connection, KINDS))
    finally:
        await database.close()
    if as_json:
        print(json.dumps({**asdict(counted), "deflected_share": round(counted.deflected_share, 4)}))
    else:
        Console().print(_table(counted))


def _table(counted: Report) -> Table:
    ended = sum(counted.outcomes.values())
    table = Table(
        title=f"{counted.conversations} conversations:"
        f" {ended} ended, {counted.open} open, {counted.empty} empty"
    )
    table.add_column("Outcome")
    table.add_column("Conversations", justify="right")
    table.add_column("Share", justify="right")
    rows = {**counted.outcomes, **{f"deflection {name}": n for name, n in counted.deflection.items()}}
    for name, count in rows.items():
        table.add_row(name, str(count), f"{count / ended:.0%}" if ended else "-")
    for about, rating in counted.ratings.items():
        table.add_row(f"rating of the {about}", str(int(rating["count"])), f"{rating['mean']:.2f} of 5")
    return table
