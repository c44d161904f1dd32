"""What the log knows of an article, told to ServiceNow: who was given it, and whether it helped."""

from __future__ import annotations

import uuid
from collections import Counter

from desk.core.events import Event
from desk.knowledge.kept import Kept
from desk.knowledge.patience import Patience
from desk.knowledge.shelves import Shelves
from desk.store import conversations, log
from desk.store.database import Database
from itsm.errors import Refused
from itsm.knowledge import Knowledge

KINDS = ("answer", "feedback")
_KEYS = uuid.UUID("2f0b6b8e-8d0f-5c51-b9d5-0c6a1f7f5a10")


class Telling:
    """Each event once, in the order of the log; a run that was cut off goes on where it was."""

    def __init__(
        self, knowledge: Knowledge, database: Database, shelves: Shelves, kept: Kept, patience: Patience
    ) -> None:
        self._knowledge = knowledge
        self._database = database
        self._kept = kept
        self._patience = patience
        self._people: dict[str, str] = {}
        self._numbers = _numbers(shelves, kept)
        self.counts: Counter[str] = Counter()

    async def tell(self) -> None:
        """Raises Unavailable; what was told until then is written down."""
        while events := await self._next():
            for event in events:
                if event.kind in KINDS:
                    await self._one(event)
            self._kept.told_to(events[-1].position)

    async def _next(self) -> list[Event]:
        async with self._database.read() as connection:
            return await log.events_since(connection, self._kept.position())

    async def _one(self, event: Event) -> None:
        number = self._numbers.get(str(event.data.get("article", "")))
        if number is None:
            self.counts["of articles that are only here"] += 1
            return
        try:
            await self._said(event, number)
        except Refused:
            self.counts["refused"] += 1
        self._kept.told_to(event.position)

    async def _said(self, event: Event, number: str) -> None:
        person, key = await self._person(event.conversation), key_of(event)
        if event.kind == "answer":
            await self._patience(lambda: self._knowledge.used(number, person=person, key=key))
        else:
            helped = bool(event.data.get("helped"))
            await self._patience(
                lambda: self._knowledge.feedback(number, person=person, helped=helped, words="", key=key)
            )
        self.counts["used" if event.kind == "answer" else "feedback"] += 1

    async def _person(self, conversation: str) -> str:
        if conversation not in self._people:
            async with self._database.read() as connection:
                found = await conversations.get(connection, conversation)
            self._people[conversation] = found.person_id if found else ""
        return self._people[conversation]


def key_of(event: Event) -> str:
    """The same for the same event, so that it is counted once however often it is told."""
    return str(uuid.uuid5(_KEYS, f"{event.conversation} {event.seq}"))


def _numbers(shelves: Shelves, kept: Kept) -> dict[str, str]:
    """ServiceNow's number of each article here."""
    sent = {agreed.article: number for number, agreed in kept.agreed().items()}
    sources = {o.article.id: o.article.source for o in shelves.answered.values()}
    return {**sent, **{id_: source for id_, source in sources.items() if source.startswith("KB")}}
