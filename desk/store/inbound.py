"""Messages from outside, once each: the primary key refuses a second (channel, external id)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import inbound

_KNOWN = sa.select(inbound.c.conversation, inbound.c.seq).where(
    inbound.c.channel == sa.bindparam("channel"), inbound.c.external_id == sa.bindparam("external_id")
)
_REMEMBER = inbound.insert()


async def known(connection: AsyncConnection, channel: str, external_id: str) -> tuple[str, int] | None:
    """(conversation, seq) of a message that was taken before."""
    row = (await connection.execute(_KNOWN, {"channel": channel, "external_id": external_id})).first()
    return (row.conversation, row.seq) if row else None


async def remember(
    connection: AsyncConnection, channel: str, external_id: str, conversation: str, seq: int
) -> None:
    row = {"channel": channel, "external_id": external_id, "conversation": conversation, "seq": seq}
    await connection.execute(_REMEMBER, row)
