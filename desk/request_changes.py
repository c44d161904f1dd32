"""Whoever asked for something hears once that it was approved, rejected, delivered or canceled.

What a person knows of their request is written in the transaction that tells them, as with tickets.
"""

from __future__ import annotations

from desk.desk import Desk, notice
from desk.looking import again, read_on
from desk.reach import reached
from desk.store import told
from itsm.catalogue import Approval, Catalogue, Request
from itsm.catalogue_changes import CatalogueChanges

EVERY_S = 15.0
_NAME = "sc_request"


class RequestChangesWatch:
    """Looks again and again; without a catalogue there is nothing to hear of."""

    def __init__(self, desk: Desk, catalogue: Catalogue | None, changes: CatalogueChanges | None) -> None:
        self._desk = desk
        self._catalogue = catalogue
        self._changes = changes

    async def run(self) -> None:
        """Until cancelled."""
        if self._changes is not None:
            await again("request changes", self.look, EVERY_S, self._desk.requests_wanted)

    async def look(self) -> None:
        """Tell everything that is new now. Raises Unavailable, Busy."""
        if self._changes is not None:
            await read_on(self._desk, _NAME, self._changes.requests, self._tell)

    async def _tell(self, request: Request) -> None:
        async with self._desk.db.read() as connection:
            kept = await told.known(connection, request.id)
        known = str(kept["stage"]) if kept else ""
        if known == request.stage:
            return
        text = await self._news(known, request)
        async with self._desk.db.write() as connection:
            await told.keep(connection, request.id, request.number, {"stage": request.stage})
            c = await reached(self._desk, connection, request.requested_for) if text else None
            if c is not None:
                said = notice(text, "request_news", number=request.number, private=True)
                await self._desk.append(connection, c, [said])
        if c is not None:
            await self._desk.published(c.id)

    async def _news(self, known: str, request: Request) -> str:
        """What the person does not know yet; "" when they heard it while they ordered."""
        assert self._changes is not None
        answers = await self._changes.answers(request)
        if not _is_news(known, request, answers):
            return ""
        words = self._desk.words
        lines = [words("request_news", number=request.number, items=await self._items(request))]
        lines.append(words(f"request_news_{request.stage}"))
        if request.stage == "rejected":
            reasons = (a.reason for a in answers if a.state == "rejected" and a.reason)
            lines += [words("request_news_reason", reason=reason) for reason in reasons]
        return "\n".join(lines)

    async def _items(self, request: Request) -> str:
        whole = None
        if self._catalogue is not None:
            whole = await self._catalogue.find(request.number, caller=request.requested_for)
        return ", ".join(whole.items if whole else ())


def _is_news(known: str, request: Request, answers: tuple[Approval, ...]) -> bool:
    if request.stage == "in_progress":
        # What goes on without anybody's yes was said to go on when it was ordered.
        approved = any(answer.state == "approved" for answer in answers)
        return approved and known in ("", "waiting_for_approval")
    return request.stage != "waiting_for_approval"
