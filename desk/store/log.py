"""The log: append-only, gapless per conversation, read by number or by position."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core.events import Event, NewEvent
from desk.store.schema import conversation, event

# What every turn runs is put together once: building a statement costs as much as running it.
_COUNT_ON = (
    conversation.update()
    .where(conversation.c.id == sa.bindparam("_id"))
    .values(last_seq=conversation.c.last_seq + sa.bindparam("more"), updated_at=sa.bindparam("at"))
    .returning(conversation.c.last_seq)
)
_AFTER = (
    event.select()
    .where(event.c.conversation == sa.bindparam("conversation"), event.c.seq > sa.bindparam("after"))
    .order_by(event.c.seq)
)
_INSERT = event.insert().returning(event.c.position, sort_by_parameter_order=True)


async def append(
    connection: AsyncConnection, conversation_id: str, new: Sequence[NewEvent], at: datetime
) -> list[Event]:
    """Number and store the events in this order. The counter is the conversation's own row, so two
    writers can neither leave a gap nor use a number twice."""
    if not new:
        return []
    last = await connection.scalar(_COUNT_ON, {"_id": conversation_id, "more": len(new), "at": at})
    if last is None:
        raise LookupError(f"no conversation {conversation_id}")
    first = last - len(new) + 1
    return await _insert(connection, [_row(conversation_id, first + i, e, at) for i, e in enumerate(new)])


async def events_of(connection: AsyncConnection, conversation_id: str, after: int = 0) -> list[Event]:
    """The conversation's events with ``seq`` above ``after``, in order."""
    found = await connection.execute(_AFTER, {"conversation": conversation_id, "after": after})
    return [Event(**row) for row in found.mappings()]


async def events_since(connection: AsyncConnection, position: int, limit: int = 500) -> list[Event]:
    """All conversations' events after ``position``, in commit order."""
    query = event.select().where(event.c.position > position).order_by(event.c.position).limit(limit)
    return await _read(connection, query)


async def last_position(connection: AsyncConnection) -> int:
    return int(await connection.scalar(sa.select(sa.func.max(event.c.position))) or 0)


async def all_events(connection: AsyncConnection, kinds: Sequence[str] = ()) -> list[Event]:
    """Every event, or those of some kinds, in commit order: what reports count."""
    query = event.select().order_by(event.c.position)
    return await _read(connection, query.where(event.c.kind.in_(kinds)) if kinds else query)


def _row(conversation_id: str, seq: int, new: NewEvent, at: datetime) -> dict[str, Any]:
    return {
        "conversation": conversation_id,
        "seq": seq,
        "kind": new.kind,
        "at": at,
        "role": new.role,
        "author": new.author,
        "author_name": new.author_name,
        "data": new.data,
    }


async def _insert(connection: AsyncConnection, rows: list[dict[str, Any]]) -> list[Event]:
    """All rows in one statement; positions come back in the rows' order."""
    positions = (await connection.execute(_INSERT, rows)).scalars().all()
    return [Event(position=p, **row) for p, row in zip(positions, rows, strict=True)]


async def _read(connection: AsyncConnection, query: Any) -> list[Event]:
    return [Event(**row) for row in (await connection.execute(query)).mappings()]
