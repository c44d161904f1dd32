"""The report: topics and items, what helps with each, and what is missing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.coverage.guidance import Guidance

COMPLETE, GAPS, NOT_ASKED = 0, 1, 2


@dataclass(frozen=True)
class Covered:
    """A topic of the desk, or an item that can be requested, and the flows and articles for it.

    ``entries`` are the keys of catalogue.yml that order an item; ``gone``: ServiceNow has it no longer.
    """

    name: str
    title: str
    guidance: tuple[Guidance, ...] = ()
    entries: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    gone: bool = False

    @property
    def flows(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.guidance if each.kind == "flow")

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.guidance if each.kind == "article")

    @property
    def owners(self) -> tuple[str, ...]:
        return tuple(sorted({each.owner for each in self.guidance if each.owner}))

    @property
    def review(self) -> date | None:
        """The first day on which one of them has to be read again."""
        return min((each.review for each in self.guidance if each.review), default=None)


@dataclass(frozen=True)
class Report:
    """``items`` is None when ServiceNow could not be asked; ``not_asked`` says why."""

    today: date
    services: tuple[Covered, ...]
    items: tuple[Covered, ...] | None
    not_asked: str = ""

    @property
    def code(self) -> int:
        """The exit code: what could not be asked may be missing, so it comes before gaps."""
        if self.items is None:
            return NOT_ASKED
        return GAPS if any(row.gaps for row in (*self.services, *self.items)) else COMPLETE


def gaps_of(guidance: tuple[Guidance, ...], today: date) -> tuple[str, ...]:
    return tuple(gap for each in guidance for gap in each.gaps(today))
