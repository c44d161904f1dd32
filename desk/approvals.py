"""An approver hears once what waits for their yes, where they wrote last, and says yes or no there.

Who never wrote to this desk hears it when they first do, and nobody is interrupted while the bot helps them:
till then it waits in the store, so that no conversation that is opened costs a question to the ticket system.
What somebody was told is written in the transaction that tells them: a crash in between tells nobody twice
and nothing never.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import approving
from desk.core.conversation import Conversation, Holder
from desk.core.events import NewEvent
from desk.desk import Desk, notice
from desk.looking import again, read_on
from desk.reach import reached
from desk.store import asked as store
from desk.store import conversations
from desk.store.asked import OPEN, WAITING, Asked
from itsm.catalogue import Approval, Catalogue
from itsm.catalogue_changes import CatalogueChanges
from wire import cards
from wire.convert import to_json

EVERY_S = 15.0
WAITING_S = 1.0
"""Whoever can be asked now is asked this soon."""
QUIET = timedelta(minutes=5)
"""After so long without a word nobody is in the middle of something."""
_NAME = "approval"


class ApprovalsWatch:
    """Looks again and again; without a catalogue there is nothing to decide."""

    def __init__(self, desk: Desk, catalogue: Catalogue | None, changes: CatalogueChanges | None) -> None:
        self._desk = desk
        self._catalogue = catalogue
        self._changes = changes

    async def run(self) -> None:
        """Until cancelled."""
        if self._catalogue is not None and self._changes is not None:
            await asyncio.gather(
                again("approvals", self.look, EVERY_S, self._desk.approvals_wanted),
                again("waiting approvals", self.ask_waiting, WAITING_S, asyncio.Event()),
            )

    async def look(self) -> None:
        """Hear what was asked since the last look. Raises Unavailable, Busy."""
        if self._changes is not None:
            await read_on(self._desk, _NAME, self._changes.approvals, self._heard)

    async def ask_waiting(self) -> None:
        """Ask whoever wrote meanwhile, or is helped no longer, what still waits. Raises Unavailable, Busy."""
        async with self._desk.db.read() as connection:
            waiting = await store.reachable(connection)
        for asked in waiting:
            async with self._desk.db.read() as connection:
                c = await conversations.last_of(connection, asked.approver)
            if c is not None and can_be_asked(c, self._desk.now()) and self._catalogue is not None:
                now = await self._catalogue.approval(asked.id, approver=asked.approver)
                await self._heard_of(asked, now)

    async def _heard_of(self, asked: Asked, now: Approval | None) -> None:
        """``now`` is None for what the ticket system does not know any more."""
        if now is not None:
            await self._heard(now)
            return
        async with self._desk.db.write() as connection:
            await store.move(connection, asked, "not_needed")

    async def _heard(self, approval: Approval) -> None:
        async with self._desk.db.write() as connection:
            asked = await store.get(connection, approval.id)
            if approval.state != "requested":
                if asked and asked.state in (*OPEN, WAITING):
                    # Answered elsewhere: the buttons in the chat say so from now on.
                    await store.move(connection, asked, approval.state)
                return
            if asked is not None and asked.state != WAITING:
                return
            c = await reached(self._desk, connection, approval.approver)
            if c is not None and can_be_asked(c, self._desk.now()):
                await self._ask(connection, c, approval)
            elif asked is None:
                await store.add(connection, _asked(approval, "", WAITING, self._desk.now()))
                return
        if c is not None:
            await self._desk.published(c.id)

    async def _ask(self, connection: AsyncConnection, c: Conversation, approval: Approval) -> None:
        words = self._desk.words
        asked = _asked(approval, c.id, "asked", self._desk.now())
        await store.put(connection, asked)
        about = asked.about
        text = words("approval_asked", asked_by=asked.asked_by, about=about, number=asked.number)
        if approval.price:
            text = f"{text} {words('approval_price', price=approval.price)}"
        shown = await approving.offered(self._desk, connection, c, asked.id, approving.YES, approving.NO)
        card = NewEvent("approval", "desk", to_json(cards.Approval(asked.number, asked.approver, about)))
        said = notice(f"{text} {words('approval_question')}", "approval_asked", shown, private=True)
        await self._desk.append(connection, c, [card, approving.proposed(asked), said])


def can_be_asked(c: Conversation, now: datetime) -> bool:
    """Not while the bot helps them: a question in between would be answered in its place."""
    begun = c.awaiting or c.turn is not None or c.handled_seq > 0
    busy = c.holder is Holder.BOT and begun and not c.outcome and now - c.updated_at < QUIET
    return c.person.get("verified") is True and not busy


def _asked(approval: Approval, conversation: str, state: str, now: datetime) -> Asked:
    about = approval.text or approval.subject
    return Asked(
        approval.id, approval.approver, conversation, approval.subject, approval.asked_by, about, state, now
    )
