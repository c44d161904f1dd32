"""What the console reads from the store to draw itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.console import views
from desk.core.conversation import Conversation, Holder
from desk.core.events import Event
from desk.desk import Desk
from desk.store import conversations, log
from desk.switchboard import NotFound

# An employee's newest words are near the end of the log.
_NEWEST = 30


@dataclass(frozen=True)
class Column:
    """The left column: who waits and what is mine."""

    waiting: list[views.Row]
    mine: list[views.Row]


def titles(desk: Desk) -> Mapping[str, str]:
    """Topics and queues by the names that people read."""
    standards = desk.standards()
    return {**{t.name: t.title for t in standards.topics}, **{q.name: q.title for q in standards.queues}}


async def column(connection: AsyncConnection, desk: Desk, agent: str) -> Column:
    held = await conversations.held(connection, Holder.QUEUE, Holder.AGENT)
    logs: dict[str, list[Event]] = {}
    for c in held:
        if c.holder is Holder.QUEUE or c.agent == agent:
            logs[c.id] = await log.events_of(connection, c.id, max(0, c.last_seq - _NEWEST))
    return Column(*views.rows(held, logs, titles(desk), agent, desk.now()))


async def conversation(connection: AsyncConnection, conversation_id: str) -> Conversation:
    """Raises NotFound."""
    c = await conversations.get(connection, conversation_id)
    if c is None:
        raise NotFound(conversation_id)
    return c
