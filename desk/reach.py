"""Where the desk speaks first: the conversation a person had last, or a new one in the same place."""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core.conversation import Conversation, Holder
from desk.desk import Desk, fact
from desk.store import conversations


async def reached(desk: Desk, connection: AsyncConnection, person_id: str) -> Conversation | None:
    """The conversation to write in, within the caller's transaction; None for a stranger."""
    last = await conversations.last_of(connection, person_id)
    if last is None or last.holder is not Holder.CLOSED:
        return last
    return await _opened_like(desk, connection, last)


async def _opened_like(desk: Desk, connection: AsyncConnection, last: Conversation) -> Conversation:
    now = desk.now()
    c = Conversation(
        id=str(uuid.uuid4()),
        person=last.person,
        channel=last.channel,
        opened_at=now,
        updated_at=now,
        address=last.address,
        time_zone=last.time_zone,
    )
    await conversations.insert(connection, c, await conversations.address_key(connection, last.id))
    # Nobody asked for help: without more, it ends as information.
    outcome = fact("outcome", outcome="information", deflection="none", topic="", by="desk")
    await desk.append(connection, c, [fact("opened", channel=c.channel, by="desk"), outcome])
    return await conversations.must_get(connection, c.id)
