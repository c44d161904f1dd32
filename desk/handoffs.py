"""The way from the bot to the queue, and out of it again without an agent.

Every move here runs in a transaction of the caller's, because it follows from something that is
being logged: a bot's handoff card, the control, a button, a timer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import context
from desk.core import conversation as rules
from desk.core.conversation import Conversation, Ended, Holder
from desk.core.events import Event, NewEvent
from desk.core.summary import summarise
from desk.core.turns import confirms
from desk.desk import Desk, fact, notice
from desk.store import conversations, log
from desk.waiting import Waiting
from desk.work import promise
from wire.cards import Handoff
from wire.convert import to_json


class Handoffs:
    """The moves into and out of the queue. Each raises Conflict and Busy."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.waiting = Waiting(desk)

    async def want_person(self, connection: AsyncConnection, c: Conversation) -> None:
        """The person asked for a person, by the control: works whether or not the bot does.
        Raises Ended for a conversation that is over."""
        if c.holder is Holder.CLOSED:
            raise Ended(c.id)
        if c.holder is not Holder.BOT:
            await self.waiting.tell_place(connection, c)
            return
        events = await log.events_of(connection, c.id)
        await self._desk.append(connection, c, [NewEvent("person_wanted", "employee", {})])
        if confirms(c):
            # The turn that was filing a ticket will not be asked again: the outbox takes the draft.
            await promise(self._desk, connection, c)
        await self.offer(connection, c, self._known(events))

    async def offer(self, connection: AsyncConnection, c: Conversation, handoff: Handoff) -> None:
        """Put the conversation into the queue, or say at once that nobody is there, with choices."""
        if handoff.topic in {"", "general"}:
            handoff = _fuller(handoff, self._known(await log.events_of(connection, c.id)))
        there = await context.coverage(connection, handoff.queue, self._desk.standards(), self._desk.now())
        asked = fact("handoff_offered", **to_json(handoff), agents=there.agents, open=there.open)
        await self._desk.append(connection, c, [asked])
        if there.open and there.agents:
            await self._enqueue(connection, c, handoff.queue, to_json(handoff))
            return
        fresh = await conversations.must_get(connection, c.id)
        c = await conversations.save(connection, fresh, replace(fresh, handoff=to_json(handoff)))
        await self.waiting.say_nobody(connection, c, there.open, there.opens_at)

    async def wait(self, connection: AsyncConnection, c: Conversation) -> None:
        """The person chose to wait although nobody is there."""
        if c.holder is not Holder.BOT:
            await self.waiting.tell_place(connection, c)
            return
        handoff = c.handoff or to_json(self._known(await log.events_of(connection, c.id)))
        await self._enqueue(connection, c, str(handoff["queue"]), handoff)

    async def back_to_bot(self, connection: AsyncConnection, c: Conversation) -> None:
        """The person would rather go on with the bot than wait."""
        if c.holder is Holder.QUEUE:
            c = await conversations.save(connection, c, rules.leave_queue(c))
            left = [fact("handoff_withdrawn"), _status(c), fact("handoff_returned")]
            await self._desk.append(connection, c, left)

    async def to_bot_for(self, connection: AsyncConnection, c: Conversation, seq: int) -> None:
        """The person chose something only the bot can do: it takes over with message ``seq``."""
        c = await conversations.save(connection, c, replace(rules.leave_queue(c), handled_seq=seq - 1))
        await self._desk.append(connection, c, [fact("handoff_withdrawn"), _status(c)])

    async def lost(self, connection: AsyncConnection, c: Conversation) -> None:
        """The agent's lease ran out: back into the queue, at its front, and the person hears it."""
        requeued = replace(rules.requeue(c, self._desk.now()), queued_at=await self._front(connection, c))
        c = await conversations.save(connection, c, requeued)
        said = notice(self._desk.words("agent_lost"), "agent_lost", holder=c.holder.value)
        await self._desk.append(connection, c, [fact("lease_lost"), said])
        await self.waiting.tell_place(connection, c)

    async def remind(self, connection: AsyncConnection, c: Conversation) -> None:
        """Nobody has come yet: say so again, with the choices."""
        after = timedelta(seconds=self._desk.standards().timers.unaccepted_s)
        waited = self._desk.now() - (c.queued_at or self._desk.now())
        # Counted by the clock, not by one: after an absence of the desk it is said once, not many times.
        c = await conversations.save(connection, c, replace(c, reminded=max(1, int(waited / after))))
        await self._desk.append(connection, c, [fact("unaccepted", times=c.reminded)])
        await self.waiting.say_unaccepted(connection, c)

    async def _enqueue(
        self, connection: AsyncConnection, c: Conversation, queue: str, handoff: dict[str, Any]
    ) -> None:
        fresh = await conversations.must_get(connection, c.id)
        queued = rules.enqueue(fresh, queue, handoff, self._desk.now())
        topic = str(handoff.get("topic") or fresh.topic)
        c = await conversations.save(connection, fresh, replace(queued, topic=topic))
        await self._desk.append(connection, c, [fact("queued", queue=queue)])
        await self.waiting.tell_place(connection, c)

    async def _front(self, connection: AsyncConnection, c: Conversation) -> datetime:
        waiting = await conversations.held(connection, Holder.QUEUE)
        earliest = [w.queued_at for w in waiting if w.queue == c.queue and w.queued_at]
        return min([self._desk.now(), *(at - timedelta(milliseconds=1) for at in earliest)])

    def _known(self, events: Sequence[Event]) -> Handoff:
        """A handoff made without the bot: all that the log knows."""
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


def _fuller(said: Handoff, known: Handoff) -> Handoff:
    """The bot forgets a problem whose flow has ended; the log does not."""
    if known.topic in {"", "general"}:
        return said
    return replace(known, reason=said.reason, rule=said.rule)


def _status(c: Conversation) -> NewEvent:
    return NewEvent("status", "desk", {"holder": c.holder.value})
