"""Both servers in turn, over the same file, in one run."""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.practice.asking import asked
from benchmarks.processes import MAIN, Processes

WANTED = 0.3
_ROUNDS = 3
_AUTH = "Basic YWRtaW46YWRtaW4="
_TABLE = "/api/now/table/incident"
_QUERY = "sysparm_query=category=network^ORDERBYDESCnumber"


def compare(console: Console, *, seconds: float) -> dict[str, Any]:
    """``{"reads": {name: {"ours", "bare", "ratio"}}, "wanted"}``; answers a second."""
    with tempfile.TemporaryDirectory() as folder:
        processes = Processes(Path(folder))
        try:
            file = str(Path(folder) / "practice.db")
            ours = processes.start("practice", [str(MAIN), "-m", "sandbox", "--port", "0", "--db", file])
            bare = processes.start("bare", [str(MAIN), "-m", "benchmarks.practice.bare", "--db", file])
            reads = asyncio.run(_measured(ours, bare, seconds))
        finally:
            processes.stop_all()
    console.print(_table(reads))
    return {"reads": reads, "wanted": WANTED}


async def _measured(ours: str, bare: str, seconds: float) -> dict[str, dict[str, float]]:
    sys_id = _first(ours)
    pairs = {
        "twenty rows, all fields": (f"{_TABLE}?{_QUERY}&sysparm_limit=20", "/list?limit=20"),
        "twenty rows, values only": (
            f"{_TABLE}?{_QUERY}&sysparm_limit=20&sysparm_exclude_reference_link=true",
            "/list?limit=20",
        ),
        "twenty rows, values and labels": (
            f"{_TABLE}?{_QUERY}&sysparm_limit=20&sysparm_display_value=all",
            "/list?limit=20",
        ),
        "one row": (f"{_TABLE}/{sys_id}", f"/one/{sys_id}"),
    }
    return {name: await _pair(ours + mine, bare + theirs, seconds) for name, (mine, theirs) in pairs.items()}


async def _pair(mine: str, theirs: str, seconds: float) -> dict[str, float]:
    """In turn, several times, so that what slows one slows the other; the medians."""
    paces: list[tuple[float, float]] = []
    for _ in range(_ROUNDS):
        one, other = await asked(mine, seconds=seconds), await asked(theirs, seconds=seconds)
        paces.append((one.a_second, other.a_second))
    ours, bare = (statistics.median(side) for side in zip(*paces, strict=True))
    ratio = statistics.median(one / other for one, other in paces)
    return {"ours": round(ours, 1), "bare": round(bare, 1), "ratio": round(ratio, 3)}


def _first(url: str) -> str:
    asking = urllib.request.Request(f"{url}{_TABLE}?sysparm_limit=1", headers={"Authorization": _AUTH})  # noqa: S310
    with urllib.request.urlopen(asking, timeout=10) as answer:  # noqa: S310  # our own server
        return str(json.load(answer)["result"][0]["sys_id"])


def _table(reads: dict[str, dict[str, float]]) -> Table:
    table = Table("reads a second", "practice server", "bare Sanic + SQLite", "ratio", f"wanted >= {WANTED}")
    for name, read in reads.items():
        met = "[green]met[/]" if read["ratio"] >= WANTED else "[red]missed[/]"
        table.add_row(name, f"{read['ours']:.0f}", f"{read['bare']:.0f}", f"{read['ratio']:.2f}", met)
    return table
