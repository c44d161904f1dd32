"""Which tips a person was given, read from the log of all their conversations."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import conversation, event


async def shown_to(connection: AsyncConnection, person_id: str) -> list[str]:
    """The topics, each once, in the order of the alphabet."""
    query = (
        sa.select(event.c.data)
        .join(conversation, conversation.c.id == event.c.conversation)
        .where(conversation.c.person_id == person_id, event.c.kind == "tip")
    )
    return sorted({str(row.data["topic"]) for row in await connection.execute(query)})
