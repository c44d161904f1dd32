"""Messages from outside, once each: the primary key refuses a second (channel, external id)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import inbound


async def known(connection: AsyncConnection, channel: str, external_id: str) -> tuple[str, int] | None:
    """(conversation, seq) of a message that was taken before."""
    query = sa.select(inbound.c.conversation, inbound.c.seq).where(
        inbound.c.channel == channel, inbound.c.external_id == external_id
    )
    row = (await connection.execute(query)).first()
    return (row.conversation, row.seq) if row else None


async def remember(
    connection: AsyncConnection, channel: str, external_id: str, conversation: str, seq: int
) -> None:
    await connection.execute(
        inbound.insert().values(channel=channel, external_id=external_id, conversation=conversation, seq=seq)
    )
