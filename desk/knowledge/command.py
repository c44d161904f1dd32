"""``python -m desk sync-knowledge``: wires a run, says what it waits for, and counts what it did."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from desk.knowledge.kept import Busy, Kept, kept
from desk.knowledge.patience import Patience
from desk.knowledge.shelves import Shelves
from desk.knowledge.syncing import Syncing
from desk.knowledge.telling import Telling
from desk.settings import Settings
from desk.store.database import Database
from desk.store.migrate import migrate
from itsm.errors import ItsmError
from itsm.servicenow import ServiceNowSettings, connect

FINE, CONFLICTS, STOPPED = 0, 1, 2


@dataclass(frozen=True)
class Wishes:
    """What the command line said. ``keep_ours`` and ``take_theirs`` are numbers of conflicts."""

    articles: Path
    review: Path
    page: int = 50
    push: bool = True
    keep_ours: tuple[str, ...] = ()
    take_theirs: tuple[str, ...] = ()
    as_json: bool = False


@dataclass
class Result:
    """``stopped`` says why a run ended early; run again, it goes on from there."""

    counts: dict[str, int] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    waited: int = 0
    stopped: str = ""

    @property
    def code(self) -> int:
        return STOPPED if self.stopped else CONFLICTS if self.conflicts else FINE


async def run(settings: Settings, wishes: Wishes) -> int:
    """The exit code: 0 all done, 1 with conflicts, 2 stopped early."""
    out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

    def say(line: str) -> None:
        err.print(line, markup=False)

    try:
        result = await sync(settings, wishes, say)
    except (Busy, OSError) as error:
        say(f"nothing done: {error}")
        return STOPPED
    _show(result, wishes, out, say)
    return result.code


async def sync(settings: Settings, wishes: Wishes, say: Callable[[str], None]) -> Result:
    """One run. Raises Busy while another one is at it."""
    with kept(settings.var / "knowledge" / "sync.db") as state:
        return await _run(settings, wishes, state, say)


async def _run(settings: Settings, wishes: Wishes, state: Kept, say: Callable[[str], None]) -> Result:
    await migrate(settings.database)
    service_now, database = connect(ServiceNowSettings()), Database(settings.database)
    patience, shelves = Patience(say), Shelves(wishes.articles, wishes.review, datetime.now(UTC).date())
    syncing = Syncing(service_now.knowledge, shelves, state, patience, say, wishes.page)
    result, telling = Result(conflicts=syncing.done.conflicts, refused=syncing.done.refused), None
    try:
        await _settle(syncing, wishes, say)
        await syncing.pull()
        if wishes.push:
            await syncing.push()
        telling = Telling(service_now.knowledge, database, shelves, state, patience)
        await telling.tell()
    except ItsmError as error:
        result.stopped = str(error) or type(error).__name__
    finally:
        service_now.close()
        await database.close()
    result.counts, result.said = dict(syncing.done.counts), dict(telling.counts if telling else {})
    result.waited = patience.waited
    return result


async def _settle(syncing: Syncing, wishes: Wishes, say: Callable[[str], None]) -> None:
    for numbers, keep_ours in ((wishes.keep_ours, True), (wishes.take_theirs, False)):
        for number in numbers:
            if not await syncing.settle(number.strip().upper(), keep_ours=keep_ours):
                say(f"{number}: not on both sides, nothing to settle")


def _show(result: Result, wishes: Wishes, out: Console, say: Callable[[str], None]) -> None:
    for number, difference in result.conflicts.items():
        say(f"{number} changed on both sides; settle it with --keep-ours or --take-theirs {number}")
        say(difference)
    if result.stopped:
        say(f"stopped: {result.stopped}; run it again, it goes on from here")
    if wishes.as_json:
        out.print(json.dumps(_data(result)), markup=False)
        return
    counts = {**result.counts, **result.said, "conflicts": len(result.conflicts)}
    out.print(", ".join(f"{count} {name}" for name, count in counts.items()), markup=False)
    if result.counts.get("pulled new") or result.counts.get("pulled changed"):
        out.print(f"to review: {wishes.review}; then python -m kb_index approve", markup=False)


def _data(result: Result) -> dict[str, Any]:
    return {
        "counts": result.counts, "said": result.said, "conflicts": list(result.conflicts),
        "refused": result.refused, "waited": result.waited, "stopped": result.stopped,
    }  # fmt: skip
