"""What happened to the requests and approvals held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from itsm.catalogue import Approval, Request
from itsm.cursor import Change, Cursor
from itsm.memory.catalogue import MemoryCatalogue

Kept = TypeVar("Kept", Approval, Request)


@dataclass
class MemoryCatalogueChanges:
    """What is not as it was when last looked at has changed once more, now."""

    catalogue: MemoryCatalogue
    _last: dict[str, tuple[object, Change]] = field(default_factory=dict)

    async def approvals(self, cursor: Cursor, limit: int = 20) -> tuple[tuple[Approval, ...], Cursor]:
        return self._since(self.catalogue.all_approvals, cursor, limit)

    async def requests(self, cursor: Cursor, limit: int = 20) -> tuple[tuple[Request, ...], Cursor]:
        return self._since(self.catalogue.orders, cursor, limit)

    async def answers(self, request: Request) -> tuple[Approval, ...]:
        return tuple(asked for asked in self.catalogue.all_approvals if asked.subject == request.number)

    def _since(self, rows: Sequence[Kept], cursor: Cursor, limit: int) -> tuple[tuple[Kept, ...], Cursor]:
        changes = [(row, self._change(row)) for row in rows]
        by_time = sorted(changes, key=lambda pair: (pair[1].at, pair[1].id))
        new = [pair for pair in by_time if cursor.is_new(pair[1])][:limit]
        return tuple(row for row, _ in new), cursor.after([change for _, change in new])

    def _change(self, row: Approval | Request) -> Change:
        last, change = self._last.get(row.id, (None, None))
        if change is None or last != row:
            count = change.count + 1 if change else 0
            change = Change(row.id, self.catalogue.now().replace(microsecond=0), count)
            self._last[row.id] = (row, change)
        return change
