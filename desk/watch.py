"""The desk's own timers: who waits too long, which agent went silent, which conversation is over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core import clocks
from desk.core import conversation as rules
from desk.core.conversation import Conversation, Holder
from desk.core.outcome import conclude
from desk.desk import Desk, fact, notice
from desk.handoffs import Handoffs
from desk.store import conversations, log, sessions
from desk.store.database import Busy

slog = structlog.get_logger("desk.watch")


class Watch:
    """Looks at every open conversation once a second."""

    def __init__(self, desk: Desk, handoffs: Handoffs) -> None:
        self._desk = desk
        self._handoffs = handoffs

    async def run(self) -> None:
        """Until cancelled. Leases are extended first: the desk's own absence is nobody's fault."""
        await self.forgive_own_absence()
        while True:
            try:
                await self.look()
            except Busy:
                slog.warning("database busy")
            await asyncio.sleep(1.0)

    async def forgive_own_absence(self) -> None:
        until = self._desk.now() + timedelta(seconds=self._desk.standards().timers.lease_s)
        async with self._desk.db.write() as connection:
            await conversations.extend_leases(connection, until)
            await sessions.forget_expired(connection, self._desk.now())

    async def look(self) -> None:
        """Do whatever is due now."""
        silent_since = self._desk.now() - timedelta(hours=self._desk.standards().timers.silence_h)
        async with self._desk.db.read() as connection:
            held = await conversations.to_watch(connection, silent_since)
        for c in held:
            if self._due(c):
                await self._act(c.id)

    def _due(self, c: Conversation) -> bool:
        timers, now = self._desk.standards().timers, self._desk.now()
        return (
            clocks.unaccepted(c, now, timedelta(seconds=timers.unaccepted_s))
            or clocks.lease_lost(c, now)
            or clocks.silent(c, now, timedelta(hours=timers.silence_h))
        )

    async def _act(self, conversation_id: str) -> None:
        async with self._desk.db.write() as connection:
            c = await conversations.get(connection, conversation_id)
            if c is None or not self._due(c):
                return
            if c.holder is Holder.QUEUE:
                await self._handoffs.remind(connection, c)
            elif c.holder is Holder.AGENT:
                await self._handoffs.lost(connection, c)
            else:
                await self._end_silent(connection, c)
        await self._desk.published(conversation_id, queue_moved=True)

    async def _end_silent(self, connection: AsyncConnection, c: Conversation) -> None:
        ending = conclude(await log.events_of(connection, c.id))
        closed = rules.close(replace(c, deflection=ending.deflection), self._desk.now(), ending.outcome)
        c = await conversations.save(connection, c, closed)
        said = notice(
            self._desk.words("conversation_closed_silence"),
            "conversation_closed_silence",
            holder=c.holder.value,
        )
        outcome = fact(
            "outcome", outcome=ending.outcome, deflection=ending.deflection, topic=c.topic, by="silence"
        )
        await self._desk.append(connection, c, [fact("closed", by="silence"), outcome, said])
