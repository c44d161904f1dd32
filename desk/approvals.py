"""An approver hears once what waits for their yes, where they wrote last, and says yes or no there.

Who never wrote to this desk hears it when they open their first conversation, and nobody is interrupted while
the bot helps them. Which approvals somebody was
told of is written in the transaction that tells them, so a crash in between tells nobody twice and nothing
never.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import approving
from desk.core.conversation import Conversation, Holder
from desk.core.events import NewEvent
from desk.desk import Desk, notice
from desk.looking import again, read_on
from desk.reach import reached
from desk.store import asked as store
from desk.store import conversations, log, told
from desk.store.asked import OPEN, Asked
from itsm.catalogue import Approval, Catalogue
from itsm.catalogue_changes import CatalogueChanges
from wire import cards
from wire.convert import to_json

EVERY_S = 15.0
GREET_S = 1.0
"""Whoever opens a conversation hears at its beginning what waits for them."""
QUIET = timedelta(minutes=5)
"""After so long without a word nobody is in the middle of something."""
_NAME, _OPENED = "approval", "approval_opened"


class ApprovalsWatch:
    """Looks again and again; without a catalogue there is nothing to decide."""

    def __init__(self, desk: Desk, catalogue: Catalogue | None, changes: CatalogueChanges | None) -> None:
        self._desk = desk
        self._catalogue = catalogue
        self._changes = changes
        self._greeted: set[int] = set()  # openings behind one that waits; a new process asks for them again

    async def run(self) -> None:
        """Until cancelled."""
        if self._catalogue is not None and self._changes is not None:
            await asyncio.gather(
                again("approvals", self.look, EVERY_S, self._desk.approvals_wanted),
                again("waiting approvals", self.greet, GREET_S, asyncio.Event()),
            )

    async def look(self) -> None:
        """Tell what was asked since the last look. Raises Unavailable, Busy."""
        if self._changes is not None:
            await read_on(self._desk, _NAME, self._changes.approvals, self._heard)

    async def greet(self) -> None:
        """Tell what waits for whoever opened a conversation since the last time. Raises Unavailable, Busy."""
        async with self._desk.db.read() as connection:
            kept = await told.cursor(connection, _OPENED)
            opened = await log.opened_since(connection, int(kept["position"]) if kept else 0)
        waiting = False
        for position, person in opened:
            if position not in self._greeted and not await self._greet(person):
                waiting = True
                continue
            self._greeted.add(position)
            if not waiting:
                self._greeted.discard(position)
                async with self._desk.db.write() as connection:
                    await told.keep_cursor(connection, _OPENED, {"position": position})

    async def _greet(self, person: dict[str, Any]) -> bool:
        """False while the person is being helped."""
        if self._catalogue is None or person.get("verified") is not True:
            return True
        async with self._desk.db.read() as connection:
            c = await conversations.last_of(connection, str(person["id"]))
        if c is not None and busy(c, self._desk.now()):
            return False
        for approval in await self._catalogue.approvals(approver=str(person["id"])):
            await self._tell(approval)
        return True

    async def _heard(self, approval: Approval) -> bool:
        if approval.state == "requested":
            return await self._tell(approval)
        async with self._desk.db.write() as connection:
            asked = await store.get(connection, approval.id)
            if asked and asked.state in OPEN:
                # Answered elsewhere: the buttons in the chat say so from now on.
                await store.move(connection, asked, approval.state)
        return True

    async def _tell(self, approval: Approval) -> bool:
        """False while the approver is being helped."""
        async with self._desk.db.write() as connection:
            if await store.get(connection, approval.id) is not None:
                return True
            c = await reached(self._desk, connection, approval.approver)
            if c is None or c.person.get("verified") is not True:
                return True
            if busy(c, self._desk.now()):
                return False
            await self._ask(connection, c, approval)
        await self._desk.published(c.id)
        return True

    async def _ask(self, connection: AsyncConnection, c: Conversation, approval: Approval) -> None:
        words, about = self._desk.words, approval.text or approval.subject
        asked = Asked(
            id=approval.id,
            approver=approval.approver,
            conversation=c.id,
            number=approval.subject,
            asked_by=approval.asked_by,
            about=about,
            state="asked",
            at=self._desk.now(),
        )
        await store.add(connection, asked)
        text = words("approval_asked", asked_by=asked.asked_by, about=about, number=asked.number)
        if approval.price:
            text = f"{text} {words('approval_price', price=approval.price)}"
        shown = await approving.offered(self._desk, connection, c, asked.id, approving.YES, approving.NO)
        card = NewEvent("approval", "desk", to_json(cards.Approval(asked.number, asked.approver, about)))
        said = notice(f"{text} {words('approval_question')}", "approval_asked", shown, private=True)
        await self._desk.append(connection, c, [card, approving.proposed(asked), said])


def busy(c: Conversation, now: datetime) -> bool:
    """Whether the person is being helped: a question in between would be answered in its place."""
    begun = c.awaiting or c.turn is not None or c.handled_seq > 0
    return c.holder is Holder.BOT and begun and not c.outcome and now - c.updated_at < QUIET
