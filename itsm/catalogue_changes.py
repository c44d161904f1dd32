"""The port for what happened to requests and their approvals elsewhere."""

from __future__ import annotations

from typing import Protocol

from itsm.catalogue import Approval, Request
from itsm.cursor import Cursor


class CatalogueChanges(Protocol):
    """Every method may raise Unavailable; then nothing was read."""

    async def approvals(self, cursor: Cursor, limit: int = 100) -> tuple[tuple[Approval, ...], Cursor]:
        """Approvals of requests, whoever ordered them, that were asked for or answered after the cursor, as
        they are now, in the order of their changes; and the cursor after them. No change is given twice."""
        ...

    async def requests(self, cursor: Cursor, limit: int = 100) -> tuple[tuple[Request, ...], Cursor]:
        """Requests ordered through this port that changed after the cursor, the same way."""
        ...

    async def answers(self, request: Request) -> tuple[Approval, ...]:
        """Everything that somebody was asked about this request, answered or not, the oldest first."""
        ...
