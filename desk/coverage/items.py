"""What can be requested: each item of ServiceNow's catalogue, and what leads an employee to it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from desk.coverage.guidance import Guidance
from desk.coverage.report import Covered, gaps_of
from itsm.catalogue import Item
from standards.catalogue import Orderable

NEITHER = "no flow and no article"
GONE = "gone: ServiceNow's catalogue has it no longer, its requests will be refused"


def items(
    offered: Sequence[Item], entries: Sequence[Orderable], guidance: Sequence[Guidance], today: date
) -> tuple[Covered, ...]:
    """One row for each item that ServiceNow offers, then one for each that only catalogue.yml still has."""
    known = {item.name.casefold() for item in offered}
    gone = dict.fromkeys(entry.item for entry in entries if entry.item.casefold() not in known)
    here = (_item(item.name, _ordering(item.name, entries), guidance, today) for item in offered)
    return (*here, *(_gone(name, _ordering(name, entries), guidance) for name in gone))


def _ordering(name: str, entries: Sequence[Orderable]) -> tuple[Orderable, ...]:
    """Capitals do not count: an order finds its item without them, too."""
    return tuple(entry for entry in entries if entry.item.casefold() == name.casefold())


def _item(name: str, ordering: tuple[Orderable, ...], guidance: Sequence[Guidance], today: date) -> Covered:
    found = _flows(ordering, guidance) if ordering else _naming(name, guidance, today)
    empty = () if found or ordering else (NEITHER,)
    gaps = (*empty, *_lost(ordering, guidance), *gaps_of(found, today))
    return Covered(name, name, found, tuple(entry.key for entry in ordering), gaps)


def _gone(name: str, ordering: tuple[Orderable, ...], guidance: Sequence[Guidance]) -> Covered:
    keys = tuple(entry.key for entry in ordering)
    return Covered(name, name, _flows(ordering, guidance), keys, (GONE,), gone=True)


def _flows(ordering: tuple[Orderable, ...], guidance: Sequence[Guidance]) -> tuple[Guidance, ...]:
    """An entry without a flow is for the requests of every flow that no other entry fits."""
    names, any_flow = {entry.flow for entry in ordering}, any(not entry.flow for entry in ordering)
    flows = (each for each in guidance if each.kind == "flow")
    return tuple(each for each in flows if each.name in names or (any_flow and each.requests))


def _lost(ordering: tuple[Orderable, ...], guidance: Sequence[Guidance]) -> Iterator[str]:
    known = {each.name for each in guidance if each.kind == "flow"}
    for entry in ordering:
        if entry.flow and entry.flow not in known:
            yield f"entry {entry.key}: there is no flow {entry.flow}"
        elif not _flows((entry,), guidance):
            yield f"entry {entry.key}: no flow ends in a request"


def _naming(name: str, guidance: Sequence[Guidance], today: date) -> tuple[Guidance, ...]:
    """The articles that name the item, those that do in their title before others, and only those in good
    order where there are any: one that is over takes nothing away from one that is not."""
    words = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"(?!\w)", re.IGNORECASE)
    articles = [each for each in guidance if each.kind == "article"]
    found = [each for each in articles if words.search(each.title) or words.search(each.text)]
    good = [each for each in found if not each.gaps(today)] or found
    return tuple([each for each in good if words.search(each.title)] or good)
