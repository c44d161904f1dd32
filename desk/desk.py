"""What every part of the desk shares: database, clock, streams, standards, and how to wake the workers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import chat_record
from desk.clock import Clock
from desk.core.conversation import Conversation, Holder
from desk.core.events import VISIBLE, Event, NewEvent
from desk.live import Live
from desk.store import conversations, log, outbox
from desk.store.database import Database
from standards.model import Standards

BOT_NAME = "Firstline"


@dataclass
class Desk:
    """``standards`` is asked each time, because a new release may have brought others.
    ``push`` names the channels whose messages are sent from the outbox instead of being fetched.
    ``keeps_chats``: the ticket system gets a record of each conversation that ends."""

    db: Database
    clock: Clock
    live: Live
    standards: Callable[[], Standards]
    push: frozenset[str] = frozenset()
    want_turn: Callable[[str], None] = lambda conversation: None
    work_wanted: asyncio.Event = field(default_factory=asyncio.Event)
    send_wanted: asyncio.Event = field(default_factory=asyncio.Event)
    changes_wanted: asyncio.Event = field(default_factory=asyncio.Event)
    approvals_wanted: asyncio.Event = field(default_factory=asyncio.Event)
    requests_wanted: asyncio.Event = field(default_factory=asyncio.Event)
    over_wanted: asyncio.Event = field(default_factory=asyncio.Event)
    keeps_chats: bool = False

    def now(self) -> datetime:
        return self.clock.now()

    def words(self, key: str, **values: object) -> str:
        return self.standards().wording(key, **values)

    async def append(
        self, connection: AsyncConnection, c: Conversation, new: Sequence[NewEvent]
    ) -> list[Event]:
        """Add to the log and, for a push channel, to the outbox, in the caller's transaction."""
        events = await log.append(connection, c.id, new, self.now())
        if c.channel in self.push:
            for event in events:
                await self._post(connection, c, event)
        if self.keeps_chats and any(event.kind == "closed" for event in events):
            await self._record(connection, c)
        return events

    async def published(self, conversation: str, *, queue_moved: bool = False) -> None:
        """Call after commit: wakes streams, senders and, when the queue moved, everybody in it."""
        self.live.changed(conversation)
        self.send_wanted.set()
        if queue_moved:
            async with self.db.read() as connection:
                waiting = await conversations.held(connection, Holder.QUEUE)
            self.live.queue_changed([c.id for c in waiting])

    async def _record(self, connection: AsyncConnection, c: Conversation) -> None:
        """The chat's record is work like any other: in the outbox before anybody hears of the end."""
        now = self.now()
        payload = {"operation": chat_record.OPERATION}
        key = chat_record.key_of(c.id)
        await outbox.put(connection, kind="work", key=key, conversation=c.id, payload=payload, at=now)
        self.work_wanted.set()

    async def _post(self, connection: AsyncConnection, c: Conversation, event: Event) -> None:
        if event.kind in VISIBLE and event.kind != "message" and event.data.get("shown", True):
            await outbox.put(
                connection,
                kind=f"send:{c.channel}",
                key=f"send:{c.id}:{event.seq}",
                conversation=c.id,
                payload={"seq": event.seq},
                at=event.at,
            )


def notice(text: str, key: str, buttons: Sequence[dict[str, str]] = (), **data: object) -> NewEvent:
    """Something the desk itself says to the person. ``key`` names the wording, for reports and tests;
    ``private=True``: for this person's eyes only, where others may read along."""
    return NewEvent("notice", "desk", {"text": text, "key": key, "buttons": list(buttons), **data})


def fact(kind: str, **data: object) -> NewEvent:
    """Something that happened and that the person does not see."""
    return NewEvent(kind, "desk", data)
