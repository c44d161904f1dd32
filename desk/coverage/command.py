"""``python -m desk coverage``: reads data/, asks ServiceNow what can be requested, says what is missing."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console

import standards
from desk.clock import Clock
from desk.coverage import reading
from desk.coverage.items import items
from desk.coverage.report import NOT_ASKED, Report
from desk.coverage.services import services
from desk.coverage.showing import data_of, show
from itsm.catalogue import Catalogue, Item
from itsm.errors import ItsmError, Unavailable
from itsm.servicenow import ServiceNowSettings, connect
from standards.model import Standards

MOST = 2000
"""Items asked for. With so many there may be more, and one that was not seen is not gone."""


@dataclass(frozen=True)
class Answer:
    """The items ServiceNow offers, or why they are not known."""

    items: tuple[Item, ...] | None
    why_not: str = ""


async def run(data: Path, clock: Clock, *, as_json: bool) -> int:
    """The exit code: 0 nothing is missing, 1 gaps, 2 something could not be asked or read."""
    try:
        ours = standards.load(data / "standards")
    except standards.Invalid as invalid:
        return _unchecked(invalid, as_json=as_json)
    report = _report(data, ours, clock, await _asked())
    if as_json:
        print(json.dumps(data_of(report), ensure_ascii=False))
    else:
        show(report, Console(highlight=False))
    if report.not_asked:
        _warn(f"what can be requested, and whether an item is gone, was not checked: {report.not_asked}")
    return report.code


def _unchecked(invalid: standards.Invalid, *, as_json: bool) -> int:
    why = f"nothing was checked, the standards are not in order:\n{invalid}"
    _warn(why)
    if as_json:
        print(json.dumps({"not_asked": why}, ensure_ascii=False))
    return NOT_ASKED


def _warn(why: str) -> None:
    print(why, file=sys.stderr)


def _report(data: Path, ours: Standards, clock: Clock, answer: Answer) -> Report:
    today, guidance = clock.now().date(), reading.guidance(data)
    entries = (*ours.catalogue, *((ours.anything_else,) if ours.anything_else else ()))
    offered = None if answer.items is None else items(answer.items, entries, guidance, today)
    return Report(today, services(ours.topics, guidance, today), offered, answer.why_not)


async def _asked() -> Answer:
    try:
        settings = ServiceNowSettings()
    except ValidationError as error:
        return Answer(None, "; ".join(str(each["msg"]) for each in error.errors()))
    service_now = connect(settings)
    try:
        return Answer(await every_item(service_now.catalogue))
    except ItsmError as error:
        why = str(error) or type(error).__name__
        return Answer(None, f"ServiceNow ({settings.host}) gave no list of its items: {why}")
    finally:
        service_now.close()


async def every_item(catalogue: Catalogue) -> tuple[Item, ...]:
    """Raises Unavailable also for a list that cannot be the whole one."""
    found = await catalogue.search("", MOST)
    if not found:
        raise Unavailable("it lists no item; the account may have no right to see them")
    if len(found) == MOST:
        raise Unavailable(f"it has {MOST} items or more, too many to compare")
    return found
