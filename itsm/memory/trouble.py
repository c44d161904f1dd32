"""Outages and known errors held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from itsm.errors import NotFound
from itsm.matching import best
from itsm.memory.tickets import MemoryTickets
from itsm.states import ENDED, OPEN
from itsm.trouble import KnownError, Other, Outage


@dataclass
class MemoryTrouble:
    tickets: MemoryTickets
    all_outages: Sequence[Outage] = field(default_factory=list)
    errors: Sequence[KnownError] = field(default_factory=list)

    async def outages(self, at: datetime) -> tuple[Outage, ...]:
        now = [o for o in self.all_outages if o.begin <= at and (o.end is None or o.end >= at)]
        return tuple(sorted(now, key=lambda outage: outage.begin, reverse=True))

    async def outage(self, number: str) -> Outage | None:
        return next((o for o in self.all_outages if o.number == number), None)

    async def affected(self, incident: str, text: str, *, key: str) -> None:
        ticket = next((t for t in self.tickets.everyone if t.number == incident), None)
        if ticket is None:
            raise NotFound("no such incident")
        await self.tickets.work_note(incident, text, caller=ticket.caller, key=key)

    async def similar(self, *, category: str, subcategory: str, since: datetime, caller: str) -> int:
        if not category:
            return 0
        kinds = self.tickets.subcategories
        return sum(
            ticket.category == category
            and (not subcategory or kinds.get(ticket.number) == subcategory)
            and ticket.caller != caller
            and ticket.state not in ENDED
            and ticket.opened_at >= since
            for ticket in self.tickets.everyone
        )

    async def others(
        self, *, category: str, since: datetime, caller: str, limit: int = 30
    ) -> tuple[Other, ...]:
        theirs = [t for t in self.tickets.everyone if t.caller != caller and t.state in OPEN]
        found = [t for t in theirs if category and t.category == category and t.opened_at >= since]
        newest = sorted(found, key=lambda t: (t.opened_at, t.number), reverse=True)
        return tuple(Other(t.number, t.short_description) for t in newest[:limit])

    async def known_errors(self, words: str, limit: int = 3) -> tuple[KnownError, ...]:
        return best(words, self.errors, lambda error: error.short_description, limit)
