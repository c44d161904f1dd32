"""Rasa's trackers in SQLite, and the last ones also in memory: what this process wrote it need not read.

Rasa's own store opens a connection, reads the whole conversation, counts it once more and closes the
connection (which copies the write-ahead log back) in every turn: half of what a turn costs. Right only
where one process writes to the file; elsewhere `type: SQL` in endpoints.yml is Rasa's own.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

KEPT = 200
"""Conversations in memory: some 20 MB of long ones."""


class Trackers(SQLTrackerStore):
    """Named in endpoints.yml. A tracker that a failed turn touched is never given out again."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.engine.dispose()
        self.engine = one_connection(self.engine.url)
        self.sessionmaker = sessionmaker(bind=self.engine)
        self._stored: dict[str, int] = {}
        self._kept: OrderedDict[str, DialogueStateTracker] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker as it was saved last. It leaves the memory until it is saved: a turn that fails
        spoils the one it holds."""
        kept = self._kept.pop(sender_id, None)
        if kept is not None and len(kept.events) == self._stored.get(sender_id):
            return kept
        found = await super().retrieve(sender_id)
        self._stored[sender_id] = len(found.events) if found else 0
        return found

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what is new since it was retrieved, in one transaction. Raises SQLAlchemy's errors."""
        await self.stream_events(tracker)
        sender = tracker.sender_id
        new = list(tracker.events)[self._stored.get(sender, 0):]
        if new:
            with self.engine.begin() as connection:
                connection.execute(self.SQLEvent.__table__.insert(), list(rows(sender, new)))
        self._keep(tracker)

    def _keep(self, tracker: DialogueStateTracker) -> None:
        self._stored[tracker.sender_id] = len(tracker.events)
        self._kept[tracker.sender_id] = tracker
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > KEPT:
            sender, _ = self._kept.popitem(last=False)
            self._stored.pop(sender, None)


def rows(sender: str, events: Iterable[Event]) -> Iterable[dict[str, Any]]:
    """The events as Rasa's own store writes them."""
    for event in events:
        data = event.as_dict()
        yield {
            "sender_id": sender,
            "type_name": event.type_name,
            "timestamp": data.get("timestamp"),
            "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
            "action_name": data.get("name"),
            "data": json.dumps(data),
        }


def one_connection(url: sa.engine.URL) -> sa.engine.Engine:
    """An engine that opens the file once. The tracker is a cache beside the desk's log: it survives a killed
    process; a lost power line may cost its last turns, so nothing waits for the disk."""
    engine = sa.create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def settings(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine
