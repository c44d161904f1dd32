"""Who holds a conversation, and the moves between bot, queue and agents.

Every move reads the conversation and writes its successor in one transaction, from one version to
the next, with an event for each: two agents who accept at once get one conversation between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import context, survey
from desk.core import conversation as rules
from desk.core import queue as line
from desk.core import speech
from desk.core.conversation import Conversation, Holder, NotAllowed
from desk.core.events import Event, NewEvent
from desk.core.summary import summarise
from desk.core.turns import confirms
from desk.desk import Desk, fact, notice
from desk.store import buttons, conversations, inbound, log
from desk.work import promise
from wire.cards import Handoff
from wire.convert import to_json

WAIT = "desk:wait"
TICKET = "/ticket_create"
BOT = "desk:bot"
PERSON = "desk:person"


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

    async def ask_for_person(self, conversation_id: str, external_id: str = "") -> None:
        """The "Talk to a person" control: works whether or not the bot does. Asking twice is harmless."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            if external_id and await inbound.known(connection, f"{c.channel}:person", external_id):
                return
            await self.want_person(connection, c)
            if external_id:
                await inbound.remember(connection, f"{c.channel}:person", external_id, c.id, c.last_seq)
        await self._desk.published(conversation_id, queue_moved=True)

    async def want_person(self, connection: AsyncConnection, c: Conversation) -> None:
        """The same, inside a transaction of the caller's."""
        if c.holder is not Holder.BOT:
            await self._tell_place(connection, c)
            return
        events = await log.events_of(connection, c.id)
        await self._desk.append(connection, c, [NewEvent("person_wanted", "employee", {})])
        if confirms(c):
            # The turn that was filing a ticket will not be asked again: the outbox takes the draft.
            await promise(self._desk, connection, c)
        await self.offer(connection, c, self._handoff(events))

    async def offer(self, connection: AsyncConnection, c: Conversation, handoff: Handoff) -> Conversation:
        """Put the conversation into the queue, or say at once that nobody is there, with choices."""
        standards, now = self._desk.standards(), self._desk.now()
        if handoff.topic in {"", "general"}:
            handoff = _fuller(handoff, self._handoff(await log.events_of(connection, c.id)))
        there = await context.coverage(connection, handoff.queue, standards, now)
        asked = fact("handoff_offered", **to_json(handoff), agents=there.agents, open=there.open)
        await self._desk.append(connection, c, [asked])
        if there.open and there.agents:
            return await self._enqueue(connection, c, handoff.queue, to_json(handoff))
        c = await self._save(
            connection, c, replace(await self._fresh(connection, c), handoff=to_json(handoff))
        )
        opens = context.local_time(there.opens_at, c.time_zone)
        key, text = speech.nobody(standards, there.open, opens)
        await self._say_choices(connection, c, key, text, (WAIT, TICKET))
        return c

    async def wait(self, connection: AsyncConnection, c: Conversation) -> Conversation:
        """The person chose to wait although nobody is there."""
        if c.holder is not Holder.BOT:
            await self._tell_place(connection, c)
            return c
        handoff = c.handoff or to_json(self._handoff(await log.events_of(connection, c.id)))
        return await self._enqueue(connection, c, str(handoff["queue"]), handoff)

    async def back_to_bot(self, connection: AsyncConnection, c: Conversation) -> Conversation:
        """The person would rather go on with the bot than wait."""
        if c.holder is not Holder.QUEUE:
            return c
        c = await self._save(connection, c, rules.leave_queue(c))
        await self._desk.append(
            connection, c, [fact("handoff_withdrawn"), self._status(c), fact("handoff_returned")]
        )
        return c

    async def to_bot_for(self, connection: AsyncConnection, c: Conversation, seq: int) -> Conversation:
        """The person chose something only the bot can do: it takes over with message ``seq``."""
        c = await self._save(connection, c, replace(rules.leave_queue(c), handled_seq=seq - 1))
        await self._desk.append(connection, c, [fact("handoff_withdrawn"), self._status(c)])
        return c

    async def accept(self, conversation_id: str, agent: AgentRef) -> None:
        """Take it out of the queue. Raises NotAllowed when somebody else was quicker."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            c = await self._save(connection, c, rules.accept(c, agent.id, self._lease()))
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
            c = await self._save(connection, c, rules.give_back(c, agent.id))
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
            c = await self._save(connection, c, rules.requeue(c, self._desk.now(), queue))
            await self._desk.append(connection, c, [_by(agent, "transferred", queue=queue)])
            await self._tell_place(connection, c)
        await self._desk.published(conversation_id, queue_moved=True)

    async def close(self, conversation_id: str, agent: AgentRef, resolution: str = "solved") -> None:
        """End the conversation; the person is asked how it was. ``resolution`` is the agent's own word
        for the result; the episode counts as a handoff whatever it is."""
        async with self._desk.db.write() as connection:
            c = await self._get(connection, conversation_id)
            rules.must_hold(c, agent.id)
            c = await self._save(
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

    async def lost(self, connection: AsyncConnection, c: Conversation) -> Conversation:
        """The agent's lease ran out: back into the queue, and the person hears it."""
        c = await self._save(connection, c, rules.requeue(c, self._desk.now()))
        said = notice(self._desk.words("agent_lost"), "agent_lost", holder=c.holder.value)
        await self._desk.append(connection, c, [fact("lease_lost"), said])
        await self._tell_place(connection, c)
        return c

    async def remind(self, connection: AsyncConnection, c: Conversation) -> Conversation:
        """Nobody has come yet: say so again, with the choices."""
        c = await self._save(connection, c, replace(c, reminded=c.reminded + 1))
        await self._desk.append(connection, c, [fact("unaccepted", times=c.reminded)])
        await self._say_choices(connection, c, "unaccepted", self._desk.words("unaccepted"), (TICKET, BOT))
        return c

    async def _enqueue(
        self, connection: AsyncConnection, c: Conversation, queue: str, handoff: dict[str, Any]
    ) -> Conversation:
        fresh = await self._fresh(connection, c)
        topic = str(handoff.get("topic") or fresh.topic)
        c = await self._save(
            connection, c, replace(rules.enqueue(fresh, queue, handoff, self._desk.now()), topic=topic)
        )
        await self._desk.append(connection, c, [fact("queued", queue=queue)])
        await self._tell_place(connection, c)
        return c

    async def _tell_place(self, connection: AsyncConnection, c: Conversation) -> Event:
        if c.holder is Holder.AGENT:
            said = notice(
                self._desk.words("person_already_asked"), "person_already_asked", holder=c.holder.value
            )
            return (await self._desk.append(connection, c, [said]))[0]
        place = await self._place(connection, c)
        there = await context.agents_for(connection, c.queue, self._desk.standards(), self._desk.now())
        minutes = line.wait_minutes(place, there, context.MINUTES_EACH)
        key, text = speech.waiting(self._desk.standards(), place, minutes)
        said = notice(text, key, holder=c.holder.value, place=place)
        return (await self._desk.append(connection, c, [said]))[0]

    async def tell_place_again(self, connection: AsyncConnection, c: Conversation) -> None:
        """Somebody writes while waiting: their place, unless that was the last thing said."""
        events = await log.events_of(connection, c.id, max(0, c.last_seq - 6))
        last = next((e for e in reversed(events) if e.kind == "notice"), None)
        place = await self._place(connection, c)
        if last is None or last.data.get("place") != place:
            text = self._desk.words("queue_heard", place=place)
            said = notice(text, "queue_heard", holder=c.holder.value, place=place)
            await self._desk.append(connection, c, [said])

    async def _place(self, connection: AsyncConnection, c: Conversation) -> int:
        waiting = await conversations.held(connection, Holder.QUEUE)
        mine = [
            line.Waiting(w.id, w.queue, w.queued_at or w.updated_at) for w in waiting if w.queue == c.queue
        ]
        return line.place(mine, c.id)

    async def _say_choices(
        self, connection: AsyncConnection, c: Conversation, key: str, text: str, choices: tuple[str, ...]
    ) -> None:
        titles = {WAIT: "label_wait", TICKET: "label_create_ticket", BOT: "label_keep_trying"}
        shown = await buttons.store(connection, c.id, [(self._desk.words(titles[p]), p) for p in choices])
        await self._desk.append(connection, c, [notice(text, key, shown, holder=c.holder.value)])

    def _handoff(self, events: list[Event]) -> Handoff:
        """A handoff made by the control, without the bot: all that the log knows."""
        standards, known = self._desk.standards(), summarise(events)
        topic = standards.topic_of(known.topic)
        rule = standards.rule_for("asked_for_person", topic.name)
        return Handoff(
            reason=rule.reason,
            rule=rule.id,
            queue=standards.queue_for(rule, topic.name).name,
            skills=[topic.skill] if topic.skill else [],
            summary=" / ".join(known.words),
            topic=topic.name,
            steps_tried=[f"{title}: {result}" if result else title for title, result in known.steps if title],
        )

    def _status(self, c: Conversation) -> NewEvent:
        return NewEvent("status", "desk", {"holder": c.holder.value})

    def _lease(self) -> datetime:
        return self._desk.now() + timedelta(seconds=self._desk.standards().timers.lease_s)

    async def _get(self, connection: AsyncConnection, conversation_id: str) -> Conversation:
        c = await conversations.get(connection, conversation_id)
        if c is None:
            raise NotFound(conversation_id)
        return c

    async def _fresh(self, connection: AsyncConnection, c: Conversation) -> Conversation:
        """The row again: the log's counter has moved since ``c`` was read."""
        return await self._get(connection, c.id)

    async def _save(self, connection: AsyncConnection, old: Conversation, new: Conversation) -> Conversation:
        return await conversations.save(connection, old, new)


def _fuller(said: Handoff, known: Handoff) -> Handoff:
    """The bot forgets a problem whose flow has ended; the log does not."""
    if known.topic in {"", "general"}:
        return said
    return replace(known, reason=said.reason, rule=said.rule)


def _by(agent: AgentRef, kind: str, **data: Any) -> NewEvent:
    return NewEvent(kind, "agent", data, author=agent.id, author_name=agent.name)
