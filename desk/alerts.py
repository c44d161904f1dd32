"""What a lead must know now, read from where it is kept."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import affected, chat_record
from desk.core.alerts import Alert, Late, Turned, Unaccepted, alerts
from desk.core.conversation import Conversation, Holder
from desk.desk import Desk
from desk.low_stock import LowStock
from desk.store import conversations, outbox, records
from desk.store.outbox import Parcel
from desk.store.records import Record
from desk.work import KIND

_NAMES = {chat_record.OPERATION: "The record of a chat", affected.OPERATION: "A note on an outage's ticket"}
"""Work without a reference, as a lead reads of it."""


async def listed(desk: Desk, connection: AsyncConnection, stock: LowStock) -> list[Alert]:
    """Worst first; empty when nothing needs a lead."""
    now = desk.now()
    return alerts(
        now,
        unaccepted=await _unaccepted(desk, connection),
        late=[_late(record) for record in await records.unfinished(connection) if record.due_at < now],
        turned=[_turned(parcel) for parcel in await outbox.dead(connection, KIND)],
        short=stock.current(),
        stock_page=stock.page,
    )


async def _unaccepted(desk: Desk, connection: AsyncConnection) -> list[Unaccepted]:
    """Who waits for longer than a person is promised to wait without news."""
    standards = desk.standards()
    patience = timedelta(seconds=standards.timers.unaccepted_s)
    queued = await conversations.held(connection, Holder.QUEUE)
    waiting = [(c, c.queued_at or c.updated_at) for c in queued]
    queues = {queue.name: queue.title for queue in standards.queues}
    topics = {topic.name: topic.title for topic in standards.topics}
    return [
        Unaccepted(c.id, _name(c), topics.get(c.topic) or queues.get(c.queue, ""), since)
        for c, since in waiting
        if desk.now() - since > patience
    ]


def _name(c: Conversation) -> str:
    return str(c.person.get("name") or "Somebody not signed in")


def _late(record: Record) -> Late:
    name = str(record.data.get("name") or "")
    return Late(record.number, record.kind, record.state, name, record.owner, record.due_at)


def _turned(parcel: Parcel) -> Turned:
    operation = str(parcel.payload.get("operation", ""))
    name = str(parcel.payload.get("reference") or "") or _NAMES.get(operation, parcel.key)
    return Turned(parcel.key, name, str((parcel.result or {}).get("why", "")), parcel.created_at)
