"""What people were told of their tickets, and how far the ticket system was read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import read_until, told_ticket


async def cursor(connection: AsyncConnection, name: str) -> dict[str, Any] | None:
    row = (await connection.execute(read_until.select().where(read_until.c.name == name))).first()
    return dict(row.cursor) if row else None


async def keep_cursor(connection: AsyncConnection, name: str, value: dict[str, Any]) -> None:
    changed = await connection.execute(
        read_until.update().where(read_until.c.name == name).values(cursor=value)
    )
    if not changed.rowcount:
        await connection.execute(read_until.insert().values(name=name, cursor=value))


async def known(connection: AsyncConnection, sys_id: str) -> dict[str, Any] | None:
    """What the person knows of this ticket; None when nobody told them anything yet."""
    query = sa.select(told_ticket.c.known).where(told_ticket.c.sys_id == sys_id)
    row = (await connection.execute(query)).first()
    return dict(row.known) if row else None


async def keep(connection: AsyncConnection, sys_id: str, number: str, value: dict[str, Any]) -> None:
    changed = await connection.execute(
        told_ticket.update().where(told_ticket.c.sys_id == sys_id).values(known=value, number=number)
    )
    if not changed.rowcount:
        await connection.execute(told_ticket.insert().values(sys_id=sys_id, number=number, known=value))
