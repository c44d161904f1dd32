"""What earlier tickets, others' open ones and known errors mean for a problem. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from itsm.states import OPEN
from itsm.tickets import Ticket
from itsm.trouble import KnownError, Other
from standards.history import History

MOST_OTHERS = 5
"""Numbers of others' tickets that an agent is shown."""


class About(Protocol):
    """Whatever has a heading that says what it is about."""

    @property
    def short_description(self) -> str: ...


One = TypeVar("One", bound=About)


@dataclass(frozen=True)
class Found:
    """What ServiceNow answered in time: the person's own tickets in any state, others' open ones of the
    same category, known errors that share words with the problem."""

    mine: tuple[Ticket, ...] = ()
    others: tuple[Other, ...] = ()
    errors: tuple[KnownError, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that can be alike, each text once."""
        every: tuple[About, ...] = (*self.mine, *self.others, *self.errors)
        return tuple(dict.fromkeys(each.short_description for each in every))


@dataclass(frozen=True)
class Seen:
    """Kept as JSON while a question about it waits; empty values mean that there is nothing.

    ``open`` is the number of the person's own open ticket about the same, ``open_about`` its heading.
    ``error`` is a known error's number, with what it is about and the way around it. ``others`` are numbers,
    for agents only. ``again`` are the person's earlier tickets, when this one makes too many.
    """

    open: str = ""
    open_about: str = ""
    error: str = ""
    error_about: str = ""
    workaround: str = ""
    others: tuple[str, ...] = ()
    again: tuple[str, ...] = ()

    def to_slot(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_slot(cls, value: Mapping[str, Any]) -> Seen:
        known = {f.name: value[f.name] for f in fields(cls) if f.name in value}
        return cls(**{**known, "others": tuple(value["others"]), "again": tuple(value["again"])})


def seen(
    found: Found, alike: Mapping[str, float], history: History, *, category: str, now: datetime
) -> Seen:
    """``alike`` says of each text of ``found`` how much it is like the problem, 0 to 1; ``category`` is the
    problem's."""
    mine = _most([t for t in found.mine if t.state in OPEN], alike, history.alike)
    error = _most([e for e in found.errors if e.workaround], alike, history.known_error)
    return Seen(
        open=mine.number if mine else "",
        open_about=mine.short_description if mine else "",
        error=error.number if error else "",
        error_about=error.short_description if error else "",
        workaround=error.workaround if error else "",
        others=tuple(o.number for o in found.others if _like(o, alike) >= history.alike)[:MOST_OTHERS],
        again=_again(found.mine, alike, history, category, now),
    )


def _again(
    mine: Iterable[Ticket], alike: Mapping[str, float], history: History, category: str, now: datetime
) -> tuple[str, ...]:
    """Numbers, newest first. A ticket that belongs to a problem is being looked into already."""
    since, broad = now - timedelta(days=history.again_days), category in history.again_alike
    earlier = [
        ticket.number
        for ticket in mine
        if ticket.category == category
        and ticket.opened_at >= since
        and ticket.state != "canceled"
        and not ticket.problem
        and (not broad or _like(ticket, alike) >= history.alike)
    ]
    return tuple(earlier) if len(earlier) + 1 >= history.again_count else ()


def _most(among: Sequence[One], alike: Mapping[str, float], least: float) -> One | None:
    """The one most like the problem, when that is alike enough."""
    best = max(among, key=lambda each: _like(each, alike), default=None)
    return best if best and _like(best, alike) >= least else None


def _like(each: About, alike: Mapping[str, float]) -> float:
    return alike.get(each.short_description, 0.0)
