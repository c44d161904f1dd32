"""Which approvals people were told of in chat or still have to be, and how far the answer of each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import asked_approval as table
from desk.store.schema import conversation

WAITING = "waiting"
"""Its approver could not be asked yet."""
OPEN = ("asked", "why")
"""Nobody has decided yet; ``why``: a no was said, and its reason is awaited. ``sent``: the decision is on its
way. Every other state is what the ticket system says of a decision."""


@dataclass(frozen=True)
class Asked:
    """One approval as its approver was told of it. ``conversation`` is where they were asked last ("" for one
    that waits), ``at`` when that was; ``number`` is what is asked for, ``about`` its name, ``asked_by`` for
    whom."""

    id: str
    approver: str
    conversation: str
    number: str
    asked_by: str
    about: str
    state: str
    at: datetime


async def put(connection: AsyncConnection, asked: Asked) -> None:
    """Keep it in place of the same one that waited. The key refuses one that was asked already."""
    waited = sa.and_(table.c.id == asked.id, table.c.state == WAITING)
    await connection.execute(table.delete().where(waited))
    await add(connection, asked)


async def reachable(connection: AsyncConnection, most: int = 100) -> list[Asked]:
    """What waits for people who wrote to this desk, the oldest first."""
    known = sa.select(conversation.c.person_id).where(conversation.c.person_id == table.c.approver).exists()
    query = table.select().where(table.c.state == WAITING, known).order_by(table.c.at).limit(most)
    return [Asked(**row._mapping) for row in await connection.execute(query)]


async def add(connection: AsyncConnection, asked: Asked) -> None:
    """Keep a new one. The key refuses a second of the same id."""
    await connection.execute(table.insert().values(**vars(asked)))


async def get(connection: AsyncConnection, approval_id: str) -> Asked | None:
    row = (await connection.execute(table.select().where(table.c.id == approval_id))).first()
    return Asked(**row._mapping) if row else None


async def move(connection: AsyncConnection, asked: Asked, state: str, **values: Any) -> bool:
    """To another state; False when it is not in ``asked.state`` any more."""
    same = sa.and_(table.c.id == asked.id, table.c.state == asked.state)
    changed = await connection.execute(table.update().where(same).values(state=state, **values))
    return bool(changed.rowcount)


async def awaiting_reason(connection: AsyncConnection, approver: str) -> Asked | None:
    """The last no of this person whose reason is awaited."""
    query = table.select().where(table.c.approver == approver, table.c.state == "why")
    row = (await connection.execute(query.order_by(table.c.at.desc()).limit(1))).first()
    return Asked(**row._mapping) if row else None
