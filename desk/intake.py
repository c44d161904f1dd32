"""The way in: what a channel verified and translated is logged before anything is acknowledged."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import approving, consent, survey
from desk.core import speech
from desk.core.conversation import Conversation, Ended, Holder
from desk.core.events import NewEvent
from desk.desk import Desk, fact, notice
from desk.handoffs import Handoffs
from desk.store import buttons, conversations, inbound
from desk.switchboard import NotFound
from desk.waiting import BOT, PERSON, TICKET, WAIT
from language.redact import redact

MOST_CHARACTERS = 4000
_AFTER_THE_END = (survey.RATE, approving.PREFIX)
"""Buttons that count when the conversation is over: they lie there until somebody has time."""


class Refused(Exception):
    """The message cannot be taken; ``key`` names the words that say why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Inbound:
    """A message as a channel hands it in. ``external_id`` is the channel's own id of this message:
    handed in again, it is the same message. Exactly one of text, button, attachment is set."""

    external_id: str
    text: str = ""
    button: str = ""
    attachment: dict[str, Any] = field(default_factory=dict)


class Intake:
    """Opens conversations and takes messages, once each."""

    def __init__(self, desk: Desk, handoffs: Handoffs) -> None:
        self._desk = desk
        self._handoffs = handoffs

    async def open(
        self,
        person: dict[str, Any],
        channel: str,
        *,
        address: dict[str, Any] | None = None,
        address_key: str = "",
        time_zone: str = "UTC",
    ) -> Conversation:
        """A new conversation, with a welcome."""
        async with self._desk.db.write() as connection:
            c = await self._open(connection, person, channel, address or {}, address_key, time_zone)
        await self._desk.published(c.id)
        return c

    async def receive_at(
        self,
        person: dict[str, Any],
        channel: str,
        address: dict[str, Any],
        address_key: str,
        message: Inbound,
        time_zone: str = "UTC",
    ) -> tuple[str, int]:
        """Take a message of a push channel into the open conversation of this address, or a new one."""
        async with self._desk.db.write() as connection:
            before = await inbound.known(connection, channel, message.external_id)
            if before:
                return before
            c = await self._conversation_at(
                connection, person, channel, address, address_key, time_zone, message
            )
            seq = await self._take(connection, c, message, message.external_id)
        await self._after(c.id)
        return c.id, seq

    async def receive(self, conversation_id: str, message: Inbound, person_id: str = "") -> int:
        """Take a message into this conversation, which must be ``person_id``'s when that is given.
        Returns its seq; the same message again, the same seq. Raises Refused, Ended, NotFound, Busy."""
        async with self._desk.db.write() as connection:
            c = await conversations.get(connection, conversation_id)
            if c is None or (person_id and c.person_id != person_id):
                raise NotFound(conversation_id)
            # The id is the client's own word: one conversation's must never answer for another's.
            key = f"{c.id}:{message.external_id}"
            before = await inbound.known(connection, c.channel, key)
            if before:
                return before[1]
            seq = await self._take(connection, c, message, key)
        await self._after(conversation_id, queue_moved=bool(message.button) or c.holder is Holder.QUEUE)
        return seq

    async def _take(self, connection: AsyncConnection, c: Conversation, message: Inbound, key: str) -> int:
        stored = await self._button(connection, c, message) if message.button else None
        if c.holder is Holder.CLOSED and not (stored and stored.payload.startswith(_AFTER_THE_END)):
            raise Ended(c.id)
        asked = await approving.awaited(self._desk, connection, c)
        events, removed = self._events(message, stored, own=asked is not None)
        (event, *_) = await self._desk.append(connection, c, events)
        await inbound.remember(connection, c.channel, key, c.id, event.seq)
        if removed:
            text = speech.removed(self._desk.standards(), removed)
            await self._desk.append(connection, c, [notice(text, "secret_removed")])
        if message.attachment:
            text = self._desk.words("attachment_received")
            await self._desk.append(connection, c, [notice(text, "attachment_received")])
        if asked and await approving.answered(self._desk, connection, c, asked, event, stored):
            return event.seq
        await consent.heard(self._desk, connection, c, message.text, stored)
        await self._act(connection, c, stored, event.seq)
        return event.seq

    def _events(
        self, message: Inbound, stored: buttons.StoredButton | None, *, own: bool
    ) -> tuple[list[NewEvent], tuple[str, ...]]:
        """``own``: typed words are for the desk itself, and not for the bot."""
        client = {"client_message_id": message.external_id}
        if stored:
            mine = stored.payload.startswith("desk:")
            meaning = {"own": True} if mine else {"payload": stored.payload}
            return [
                NewEvent(
                    "message", "employee", {"text": stored.title, "button": stored.id, **meaning, **client}
                )
            ], ()
        if message.attachment:
            return [
                NewEvent("message", "employee", {"text": "", "attachment": message.attachment, **client})
            ], ()
        if not message.text.strip():
            raise Refused("message_empty")
        if len(message.text) > MOST_CHARACTERS:
            raise Refused("message_too_long")
        clean = redact(message.text)
        data = {"text": clean.text, **client, **({"own": True} if own else {})}
        return [NewEvent("message", "employee", data)], clean.found

    async def _act(
        self, connection: AsyncConnection, c: Conversation, stored: buttons.StoredButton | None, seq: int
    ) -> None:
        """What the desk itself does with a message, besides giving it to whoever holds the conversation."""
        if stored is None or not stored.payload.startswith("desk:"):
            if c.holder is Holder.QUEUE:
                await self._while_waiting(connection, c, stored, seq)
            return
        fresh = await conversations.must_get(connection, c.id)
        if stored.payload == WAIT:
            await self._handoffs.wait(connection, fresh)
        elif stored.payload == PERSON:
            await self._handoffs.want_person(connection, fresh)
        elif stored.payload == BOT:
            await self._handoffs.back_to_bot(connection, fresh)
        elif stored.payload.startswith(survey.RATE):
            await survey.rate(self._desk, connection, fresh, stored.payload)
        elif stored.payload.startswith(approving.PREFIX):
            await approving.pressed(self._desk, connection, fresh, stored.payload)

    async def _while_waiting(
        self, connection: AsyncConnection, c: Conversation, stored: buttons.StoredButton | None, seq: int
    ) -> None:
        if stored and stored.payload == TICKET:
            # A ticket instead of waiting: the bot takes over again and asks what it needs.
            await self._handoffs.to_bot_for(connection, c, seq)
        else:
            await self._handoffs.waiting.heard(connection, c)

    async def _button(
        self, connection: AsyncConnection, c: Conversation, message: Inbound
    ) -> buttons.StoredButton:
        stored = await buttons.find(connection, c.id, message.button)
        if stored is None:
            raise Refused("button_unknown")
        return stored

    async def _conversation_at(
        self,
        connection: AsyncConnection,
        person: dict[str, Any],
        channel: str,
        address: dict[str, Any],
        address_key: str,
        time_zone: str,
        message: Inbound,
    ) -> Conversation:
        if message.button:
            owner = await buttons.owner(connection, message.button)
            pressed = await conversations.get(connection, owner) if owner else None
            if pressed and pressed.person_id == person["id"] and pressed.channel == channel:
                return pressed
            raise Refused("button_unknown")
        c = await conversations.open_at(connection, channel, address_key)
        if c and c.person_id == person["id"]:
            return c
        return await self._open(connection, person, channel, address, address_key, time_zone)

    async def _open(
        self,
        connection: AsyncConnection,
        person: dict[str, Any],
        channel: str,
        address: dict[str, Any],
        address_key: str,
        time_zone: str,
    ) -> Conversation:
        now = self._desk.now()
        c = Conversation(
            id=str(uuid.uuid4()),
            person=person,
            channel=channel,
            opened_at=now,
            updated_at=now,
            address=address,
            time_zone=time_zone,
        )
        await conversations.insert(connection, c, address_key or f"{channel}:{person['id']}")
        first = str(person.get("name", "")).split(" ")[0]
        greeting = self._desk.words("welcome", name=first) if first else self._desk.words("welcome_anonymous")
        opened = [fact("opened", channel=channel), notice(greeting, "welcome", holder=c.holder.value)]
        await self._desk.append(connection, c, opened)
        fresh = await conversations.get(connection, c.id)
        assert fresh is not None
        return fresh

    async def _after(self, conversation_id: str, *, queue_moved: bool = True) -> None:
        await self._desk.published(conversation_id, queue_moved=queue_moved)
        self._desk.want_turn(conversation_id)
