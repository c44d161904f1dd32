"""What travels with a message to the bot: who writes, what the desk can promise, what was before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from desk import context, notices
from desk.core.conversation import Conversation
from desk.core.events import Event
from desk.store import conversations, tips
from desk.store.database import Database
from standards.model import Standards
from wire.turn import Coverage, Memory, Notice, Person, Returned, TurnContext

# Coverage is asked for with every turn and changes with people's shifts: a second old is new enough.
_FRESH = timedelta(seconds=1)
_KEPT = 10_000


class Surroundings:
    """Builds the context of turns. Raises Busy."""

    def __init__(self, db: Database, outages: Callable[[], list[Notice]] = list) -> None:
        self._db = db
        self._outages = outages
        self._coverage: tuple[datetime, Coverage] | None = None
        self._before: OrderedDict[str, Memory] = OrderedDict()
        self._tips: OrderedDict[str, list[str]] = OrderedDict()

    async def of(self, c: Conversation, event: Event, standards: Standards, now: datetime) -> TurnContext:
        """The context of the turn whose last message is ``event``."""
        return TurnContext(
            conversation=c.id,
            seq=event.seq,
            channel=c.channel,
            person=person(c.person),
            now=now.isoformat(),
            time_zone=c.time_zone,
            coverage=await self._covered(standards, now),
            outages=[*await self._published(standards), *self._outages()],
            memory=await self._memory(c),
            returned=_returned(event),
        )

    def tip_given(self, person_id: str) -> None:
        """A tip was logged for this person: the next turn reads anew which ones they had."""
        self._tips.pop(person_id, None)

    async def _covered(self, standards: Standards, now: datetime) -> Coverage:
        if self._coverage is None or not timedelta() <= now - self._coverage[0] < _FRESH:
            async with self._db.read() as connection:
                found = await context.coverage(connection, standards.default_queue, standards, now)
            self._coverage = (now, found)
        return self._coverage[1]

    async def _published(self, standards: Standards) -> list[Notice]:
        """Read with every turn, so that what a lead says holds for the next one."""
        async with self._db.read() as connection:
            return await notices.current(connection, standards)

    async def _memory(self, c: Conversation) -> Memory:
        """What the conversation before this one left behind: it does not change any more."""
        if c.id not in self._before:
            async with self._db.read() as connection:
                before = await conversations.previous_of(connection, c.person_id, c)
            self._before[c.id] = Memory(before.outcome, before.topic) if before else Memory()
            if len(self._before) > _KEPT:
                self._before.popitem(last=False)
        return replace(self._before[c.id], tips_shown=await self._tips_of(c.person_id))

    async def _tips_of(self, person_id: str) -> list[str]:
        """They may have come from any conversation, also from another one of now."""
        if person_id not in self._tips:
            async with self._db.read() as connection:
                self._tips[person_id] = await tips.shown_to(connection, person_id)
            if len(self._tips) > _KEPT:
                self._tips.popitem(last=False)
        return self._tips[person_id]


def person(facts: dict[str, Any]) -> Person:
    """The person as the bot knows them: no address, no e-mail."""
    known = {k: facts[k] for k in ("id", "name", "user_name", "verified", "vip", "audiences") if k in facts}
    return Person(**known)


def _returned(event: Event) -> Returned | None:
    if event.kind != "handoff_returned":
        return None
    return Returned(
        agent=event.author_name, note=str(event.data.get("note", "")), topic=str(event.data.get("topic", ""))
    )
