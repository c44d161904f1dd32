"""Calls to make and complaints to answer: records of the desk's own, beside the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import record

PREFIX = {"callback": "CBK", "complaint": "CMP"}
OVER = ("done", "answered", "unreached")


@dataclass(frozen=True)
class Record:
    """``due_at``: when to call, or until when the next step is promised. ``data``: what the card said."""

    number: str
    kind: str
    conversation: str
    state: str
    owner: str
    due_at: datetime
    made_at: datetime
    tries: int
    data: dict[str, Any]


async def add(
    connection: AsyncConnection, kind: str, conversation: str, *, owner: str, due: datetime, at: datetime,
    data: dict[str, Any],
) -> str:  # fmt: skip
    """Keep a new record and give its number. The number's key makes two of one impossible."""
    count = await connection.scalar(sa.select(sa.func.count()).where(record.c.kind == kind))
    number = f"{PREFIX[kind]}{(count or 0) + 1:04d}"
    values = {"number": number, "kind": kind, "conversation": conversation, "state": "open", "owner": owner}
    await connection.execute(record.insert().values(**values, due_at=due, made_at=at, tries=0, data=data))
    return number


async def get(connection: AsyncConnection, number: str) -> Record | None:
    row = (await connection.execute(record.select().where(record.c.number == number))).first()
    return Record(**row._mapping) if row else None


async def unfinished(connection: AsyncConnection) -> list[Record]:
    """What is still to be done, the first due first."""
    query = record.select().where(record.c.state.not_in(OVER)).order_by(record.c.due_at, record.c.number)
    return [Record(**row._mapping) for row in await connection.execute(query)]


async def move(connection: AsyncConnection, was: Record, state: str, **values: Any) -> bool:
    """To another state; False when somebody moved it meanwhile."""
    same = sa.and_(record.c.number == was.number, record.c.state == was.state, record.c.tries == was.tries)
    changed = await connection.execute(record.update().where(same).values(state=state, **values))
    return bool(changed.rowcount)
