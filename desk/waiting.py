"""What somebody hears who waits for a person: their place, or that nobody is there and what they can do."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import context
from desk.core import queue as line
from desk.core import speech
from desk.core.conversation import Conversation, Holder
from desk.desk import Desk, notice
from desk.store import buttons, conversations, log

# What the desk's own buttons mean; all other payloads are the bot's.
WAIT = "desk:wait"
BOT = "desk:bot"
PERSON = "desk:person"
TICKET = "/ticket_create"

_LABELS = {WAIT: "label_wait", TICKET: "label_create_ticket", BOT: "label_keep_trying"}


class Waiting:
    """Says things to people in the queue, in the caller's transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def tell_place(self, connection: AsyncConnection, c: Conversation) -> None:
        """Their place and, when somebody is there, roughly how long."""
        if c.holder is Holder.AGENT:
            key, place = "person_already_asked", None
            text = self._desk.words(key)
        else:
            place = await self._place(connection, c)
            there = await context.agents_for(connection, c.queue, self._desk.standards(), self._desk.now())
            minutes = line.wait_minutes(place, there, context.MINUTES_EACH)
            key, text = speech.waiting(self._desk.standards(), place, minutes)
        await self._desk.append(connection, c, [notice(text, key, holder=c.holder.value, place=place)])

    async def heard(self, connection: AsyncConnection, c: Conversation) -> None:
        """Somebody writes while waiting: it is passed on. Said once for each place they stand at."""
        events = await log.events_of(connection, c.id, max(0, c.last_seq - 6))
        last = next((e for e in reversed(events) if e.kind == "notice"), None)
        place = await self._place(connection, c)
        if last is None or last.data.get("place") != place:
            text = self._desk.words("queue_heard", place=place)
            said = notice(text, "queue_heard", holder=c.holder.value, place=place)
            await self._desk.append(connection, c, [said])

    async def say_nobody(
        self, connection: AsyncConnection, c: Conversation, is_open: bool, opens_at: str
    ) -> None:
        """Nobody is signed in, or the desk is closed: said at once, with a ticket or waiting as choices."""
        opens = context.local_time(opens_at, c.time_zone)
        key, text = speech.nobody(self._desk.standards(), is_open, opens)
        await self._choices(connection, c, key, text, (WAIT, TICKET))

    async def say_unaccepted(self, connection: AsyncConnection, c: Conversation) -> None:
        """Nobody has come yet: the place stays, and there is a way out."""
        await self._choices(connection, c, "unaccepted", self._desk.words("unaccepted"), (TICKET, BOT))

    async def _choices(
        self, connection: AsyncConnection, c: Conversation, key: str, text: str, payloads: tuple[str, ...]
    ) -> None:
        titled = [(self._desk.words(_LABELS[p]), p) for p in payloads]
        shown = await buttons.store(connection, c.id, titled)
        await self._desk.append(connection, c, [notice(text, key, shown, holder=c.holder.value)])

    async def _place(self, connection: AsyncConnection, c: Conversation) -> int:
        waiting = await conversations.held(connection, Holder.QUEUE)
        mine = [
            line.Waiting(w.id, w.queue, w.queued_at or w.updated_at) for w in waiting if w.queue == c.queue
        ]
        return line.place(mine, c.id)
