"""Who holds a conversation, and the moves between bot, queue and agents.

Every move reads the conversation and writes its successor in one transaction, from one version to
the next, with an event for each: two agents who accept at once get one conversation between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import survey
from desk.core import conversation as rules
from desk.core.conversation import Conversation, Holder, NotAllowed
from desk.core.events import NewEvent
from desk.desk import Desk, fact, notice
from desk.handoffs import Handoffs
from desk.store import conversations, inbound


class NotFound(Exception):
    """There is no such conversation, or it is not this person's: nobody learns which."""


@dataclass(frozen=True)
class AgentRef:
    """Who acts: the agent's id and the name that employees see."""

    id: str
    name: str


class Switchboard:
    """The moves. Each raises NotAllowed when the holder does not permit it, NotFound, and Busy."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.handoffs = Handoffs(desk)

    async def ask_for_person(self, conversation_id: str, external_id: str = "") -> None:
        """The "Talk to a person" control: works whether or not the bot does. Asking twice is harmless."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            if external_id and await inbound.known(connection, f"{c.channel}:person", external_id):
                return
            await self.handoffs.want_person(connection, c)
            if external_id:
                await inbound.remember(connection, f"{c.channel}:person", external_id, c.id, c.last_seq)
        await self._desk.published(conversation_id, queue_moved=True)

    async def accept(self, conversation_id: str, agent: AgentRef) -> None:
        """Take it out of the queue. Raises NotAllowed when somebody else was quicker."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            c = await conversations.save(connection, c, rules.accept(c, agent.id, self._lease()))
            joined = notice(
                self._desk.words("agent_joined", agent=agent.name),
                "agent_joined",
                holder=c.holder.value,
                agent=agent.name,
            )
            await self._desk.append(connection, c, [_by(agent, "handoff_accepted"), joined])
        await self._desk.published(conversation_id, queue_moved=True)

    async def decline(self, conversation_id: str, agent: AgentRef, reason: str = "") -> None:
        """Say that this one is not for me: it stays in the queue, the reason stays with it."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            if c.holder is not Holder.QUEUE:
                raise NotAllowed(f"held by {c.holder.value}")
            await self._desk.append(connection, c, [_by(agent, "handoff_declined", reason=reason)])
        await self._desk.published(conversation_id)

    async def say(self, conversation_id: str, agent: AgentRef, text: str, client_message_id: str) -> int:
        """The agent writes to the person; the same ``client_message_id`` is one message. Returns its seq."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            # The id is the page's own word: one conversation's must never answer for another's.
            key = f"{c.id}:{agent.id}:{client_message_id}"[:200]
            before = await inbound.known(connection, "agent", key)
            if before:
                return before[1]
            rules.must_hold(c, agent.id)
            (event,) = await self._desk.append(connection, c, [_by(agent, "agent_message", text=text)])
            await inbound.remember(connection, "agent", key, c.id, event.seq)
        await self._desk.published(conversation_id)
        return event.seq

    async def note(self, conversation_id: str, agent: AgentRef, text: str) -> None:
        """A note among colleagues; the person never sees it."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            await self._desk.append(connection, c, [_by(agent, "note", text=text)])
        await self._desk.published(conversation_id)

    async def give_back(self, conversation_id: str, agent: AgentRef, note: str = "") -> None:
        """Return the conversation to the bot, which asks whether it is working now."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            c = await conversations.save(connection, c, rules.give_back(c, agent.id))
            left = notice(
                self._desk.words("agent_left", agent=agent.name), "agent_left", holder=c.holder.value
            )
            await self._desk.append(
                connection, c, [left, _by(agent, "handoff_returned", note=note, topic=c.topic)]
            )
        await self._desk.published(conversation_id, queue_moved=True)
        self._desk.want_turn(conversation_id)

    async def transfer(self, conversation_id: str, agent: AgentRef, queue: str) -> None:
        """Pass it to another queue, with everything learnt so far."""
        self._desk.standards().queue(queue)
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            rules.must_hold(c, agent.id)
            c = await conversations.save(connection, c, rules.requeue(c, self._desk.now(), queue))
            await self._desk.append(connection, c, [_by(agent, "transferred", queue=queue)])
            await self.handoffs.waiting.tell_place(connection, c)
        await self._desk.published(conversation_id, queue_moved=True)

    async def close(self, conversation_id: str, agent: AgentRef, resolution: str = "solved") -> None:
        """End the conversation; the person is asked how it was. ``resolution`` is the agent's own word
        for the result; the episode counts as a handoff whatever it is."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            rules.must_hold(c, agent.id)
            c = await conversations.save(
                connection, c, rules.close(replace(c, deflection="none"), self._desk.now(), "handoff")
            )
            words = self._desk.words("conversation_closed")
            ending = fact("outcome", outcome="handoff", deflection="none", topic=c.topic, by="agent")
            ended = notice(words, "conversation_closed", holder=c.holder.value)
            await self._desk.append(
                connection, c, [_by(agent, "closed", resolution=resolution), ending, ended]
            )
            await survey.ask(self._desk, connection, c, "agent", agent.name)
        await self._desk.published(conversation_id, queue_moved=True)

    async def typing(self, conversation_id: str, role: str) -> None:
        self._desk.live.signal(conversation_id, "typing", {"role": role})

    def _lease(self) -> datetime:
        return self._desk.now() + timedelta(seconds=self._desk.standards().timers.lease_s)

    async def _get(self, connection: AsyncConnection, conversation_id: str) -> Conversation:
        c = await conversations.get(connection, conversation_id)
        if c is None:
            raise NotFound(conversation_id)
        return c


def _by(agent: AgentRef, kind: str, **data: Any) -> NewEvent:
    return NewEvent(kind, "agent", data, author=agent.id, author_name=agent.name)
