"""What still has to reach the outside world: durable, once per key, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import outbox


@dataclass(frozen=True)
class Parcel:
    """``kind``: "work" (a ServiceNow write) or "send:<channel>" (an event to a push channel).
    ``state``: waiting, done or dead (refused; a person must look)."""

    id: int
    kind: str
    key: str
    conversation: str
    payload: dict[str, Any]
    state: str
    attempts: int
    next_at: datetime
    created_at: datetime
    result: dict[str, Any] | None


async def put(
    connection: AsyncConnection,
    *,
    kind: str,
    key: str,
    conversation: str,
    payload: dict[str, Any],
    at: datetime,
    due: datetime | None = None,
    state: str = "waiting",
    result: dict[str, Any] | None = None,
) -> bool:
    """Add a parcel unless its key is there already; whether it was added."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else pg_insert
    done = await connection.execute(
        insert(outbox)
        .values(
            kind=kind,
            key=key,
            conversation=conversation,
            payload=payload,
            state=state,
            attempts=0,
            next_at=due or at,
            created_at=at,
            result=result,
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )
    return done.rowcount == 1


async def get(connection: AsyncConnection, key: str) -> Parcel | None:
    row = (await connection.execute(outbox.select().where(outbox.c.key == key))).mappings().first()
    return Parcel(**row) if row else None


async def due(connection: AsyncConnection, kind: str, now: datetime, limit: int = 50) -> list[Parcel]:
    """Waiting parcels of this kind whose time has come, oldest first."""
    query = (
        outbox.select()
        .where(outbox.c.kind == kind, outbox.c.state == "waiting", outbox.c.next_at <= now)
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [Parcel(**row) for row in (await connection.execute(query)).mappings()]


async def heads(connection: AsyncConnection, kind: str, now: datetime, limit: int = 50) -> list[Parcel]:
    """The oldest waiting parcel of each conversation, where its time has come: none overtakes another."""
    oldest = (
        sa.select(sa.func.min(outbox.c.id))
        .where(outbox.c.kind == kind, outbox.c.state == "waiting")
        .group_by(outbox.c.conversation)
    )
    query = outbox.select().where(outbox.c.id.in_(oldest), outbox.c.next_at <= now)
    rows = await connection.execute(query.order_by(outbox.c.id).limit(limit))
    return [Parcel(**row) for row in rows.mappings()]


async def waiting_for(connection: AsyncConnection, kind: str, conversation: str) -> Parcel | None:
    """The oldest waiting parcel of a conversation: later ones must not overtake it."""
    query = outbox.select().where(
        outbox.c.kind == kind, outbox.c.state == "waiting", outbox.c.conversation == conversation
    )
    row = (await connection.execute(query.order_by(outbox.c.id).limit(1))).mappings().first()
    return Parcel(**row) if row else None


async def settle(
    connection: AsyncConnection, key: str, state: str, result: dict[str, Any] | None = None
) -> bool:
    """Move a waiting parcel to done or dead; False when it was not waiting any more."""
    done = await connection.execute(
        outbox.update()
        .where(outbox.c.key == key, outbox.c.state == "waiting")
        .values(state=state, result=result)
    )
    return done.rowcount == 1


async def postpone(connection: AsyncConnection, key: str, next_at: datetime) -> None:
    await connection.execute(
        outbox.update()
        .where(outbox.c.key == key, outbox.c.state == "waiting")
        .values(attempts=outbox.c.attempts + 1, next_at=next_at)
    )


async def begun(connection: AsyncConnection, key: str, next_at: datetime) -> None:
    """It is being sent: who finds it after a crash waits until then, for the other side may be at it."""
    await connection.execute(
        outbox.update().where(outbox.c.key == key, outbox.c.state == "waiting").values(next_at=next_at)
    )


async def dead(connection: AsyncConnection, kind: str, limit: int = 200) -> list[Parcel]:
    """Parcels that were refused, oldest first."""
    query = outbox.select().where(outbox.c.kind == kind, outbox.c.state == "dead")
    rows = await connection.execute(query.order_by(outbox.c.id).limit(limit))
    return [Parcel(**row) for row in rows.mappings()]


async def revive(connection: AsyncConnection, key: str, payload: dict[str, Any], now: datetime) -> bool:
    """Let a dead parcel wait again, with this payload; False when it was not dead."""
    done = await connection.execute(
        outbox.update()
        .where(outbox.c.key == key, outbox.c.state == "dead")
        .values(state="waiting", payload=payload, attempts=0, next_at=now, result=None)
    )
    return done.rowcount == 1


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """How many parcels wait or are dead, by "kind/state": for health and metrics."""
    query = sa.select(outbox.c.kind, outbox.c.state, sa.func.count()).group_by(outbox.c.kind, outbox.c.state)
    return {f"{kind}/{state}": n for kind, state, n in await connection.execute(query)}
