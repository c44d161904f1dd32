"""Outages and known errors held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from itsm.matching import best
from itsm.memory.tickets import MemoryTickets
from itsm.states import ENDED
from itsm.trouble import KnownError, Outage


@dataclass
class MemoryTrouble:
    tickets: MemoryTickets
    all_outages: Sequence[Outage] = field(default_factory=list)
    errors: Sequence[KnownError] = field(default_factory=list)

    async def outages(self, at: datetime) -> tuple[Outage, ...]:
        now = [o for o in self.all_outages if o.begin <= at and (o.end is None or o.end >= at)]
        return tuple(sorted(now, key=lambda outage: outage.begin, reverse=True))

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

    async def known_errors(self, words: str, limit: int = 3) -> tuple[KnownError, ...]:
        return best(words, self.errors, lambda error: error.short_description, limit)
