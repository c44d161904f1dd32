"""Who has what is known to be down, and who of them heard that it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import affected as table


@dataclass(frozen=True)
class Link:
    """One person and one outage or notice (its number in ``outage``). ``number`` is the incident that is
    worked on, "" for none; ``about`` is what is down, in words; ``flow`` helps whom it still hits after."""

    outage: str
    person_id: str
    conversation: str
    number: str
    topic: str
    about: str
    flow: str
    at: datetime
    told_at: datetime | None = None


@dataclass(frozen=True)
class Count:
    """How many people have it, and how many of them heard that it is over."""

    people: int = 0
    told: int = 0


async def add(connection: AsyncConnection, link: Link) -> bool:
    """Keep it; False when the person is linked already and waits to hear. Told before, they wait anew."""
    same = sa.and_(table.c.outage == link.outage, table.c.person_id == link.person_id)
    there = (await connection.execute(sa.select(table.c.told_at).where(same))).first()
    if there is None:
        await connection.execute(table.insert().values(**vars(link)))
    elif there.told_at is not None:
        await connection.execute(table.update().where(same).values(**vars(link)))
    return there is None or there.told_at is not None


async def waiting(connection: AsyncConnection) -> list[Link]:
    """Everybody who has not heard yet that it is over, in the order in which they said that they have it."""
    query = table.select().where(table.c.told_at.is_(None)).order_by(table.c.at, table.c.person_id)
    return [Link(**row._mapping) for row in await connection.execute(query)]


async def told(connection: AsyncConnection, link: Link, at: datetime) -> bool:
    """The person hears it in this transaction; False when they heard it before."""
    changed = await connection.execute(
        table.update()
        .where(
            table.c.outage == link.outage, table.c.person_id == link.person_id, table.c.told_at.is_(None)
        )
        .values(told_at=at)
    )
    return bool(changed.rowcount)


async def counts(connection: AsyncConnection) -> dict[str, Count]:
    """By outage or notice; what nobody said they have is not there."""
    told = sa.func.count(table.c.told_at)
    query = sa.select(table.c.outage, sa.func.count().label("people"), told.label("told"))
    rows = await connection.execute(query.group_by(table.c.outage))
    return {row.outage: Count(row.people, row.told) for row in rows}
