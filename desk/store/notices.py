"""What leads published: in effect from the row's birth until somebody ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import lead_notice


@dataclass(frozen=True)
class Published:
    """``topic`` names a topic of the standards; ``ended_at`` is None while it is in effect; ``done`` is what
    was done about it, as the person who ended it says."""

    number: str
    topic: str
    text: str
    workaround: str
    by: str
    begun_at: datetime
    ended_by: str
    ended_at: datetime | None
    done: str = ""


async def add(
    connection: AsyncConnection, topic: str, text: str, workaround: str, *, by: str, at: datetime
) -> str:
    """Keep a new notice and give its number. The number's key makes two of one impossible."""
    count = await connection.scalar(sa.select(sa.func.count()).select_from(lead_notice))
    row = Published(f"NTC{(count or 0) + 1:04d}", topic, text, workaround, by, at, "", None)
    await connection.execute(lead_notice.insert().values(**vars(row)))
    return row.number


async def in_effect(connection: AsyncConnection) -> list[Published]:
    """The newest first."""
    query = lead_notice.select().where(lead_notice.c.ended_at.is_(None))
    newest = lead_notice.c.begun_at.desc(), lead_notice.c.number.desc()
    rows = await connection.execute(query.order_by(*newest))
    return [Published(**row._mapping) for row in rows]


async def ended(connection: AsyncConnection, limit: int = 5) -> list[Published]:
    """Those that are over, the last one first."""
    query = lead_notice.select().where(lead_notice.c.ended_at.is_not(None))
    last = lead_notice.c.ended_at.desc(), lead_notice.c.number.desc()
    rows = await connection.execute(query.order_by(*last).limit(limit))
    return [Published(**row._mapping) for row in rows]


async def get(connection: AsyncConnection, number: str) -> Published | None:
    """The notice of that number, also one that is over."""
    row = (await connection.execute(lead_notice.select().where(lead_notice.c.number == number))).first()
    return Published(**row._mapping) if row else None


async def end(connection: AsyncConnection, number: str, *, by: str, at: datetime, done: str) -> bool:
    """False when there is no such notice or it is over already."""
    same = sa.and_(lead_notice.c.number == number, lead_notice.c.ended_at.is_(None))
    ended = {"ended_by": by, "ended_at": at, "done": done}
    changed = await connection.execute(lead_notice.update().where(same).values(**ended))
    return bool(changed.rowcount)
