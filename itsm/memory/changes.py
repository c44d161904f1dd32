"""What happened to the tickets held in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from itsm.cursor import Change, Cursor
from itsm.incident import Ticket
from itsm.memory.tickets import MemoryTickets


@dataclass
class MemoryChanges:
    """A ticket that is not as it was when last looked at has changed once more."""

    tickets: MemoryTickets
    _last: dict[str, tuple[Ticket, int]] = field(default_factory=dict)

    async def since(self, cursor: Cursor, limit: int = 20) -> tuple[tuple[Ticket, ...], Cursor]:
        watchers = self.tickets.watchers
        tickets = (replace(t, watchers=tuple(watchers.get(t.number, ()))) for t in self.tickets.everyone)
        changes = [(ticket, self._change(ticket)) for ticket in tickets]
        by_time = sorted(changes, key=lambda pair: (pair[1].at, pair[1].id))
        new = [pair for pair in by_time if cursor.is_new(pair[1])][:limit]
        return tuple(ticket for ticket, _ in new), cursor.after([change for _, change in new])

    def _change(self, ticket: Ticket) -> Change:
        last, count = self._last.get(ticket.number, (None, 0))
        if last != ticket:
            count += 1
            self._last[ticket.number] = (ticket, count)
        return Change(ticket.sys_id, ticket.updated_at, count)
