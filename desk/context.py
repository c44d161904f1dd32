"""What the live desk can promise now, in numbers and in the person's own time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core import queue
from desk.core.conversation import Holder
from desk.store import agents, conversations
from standards.model import Standards
from wire.turn import Coverage

# Minutes an agent spends on a conversation, for the estimate of a wait, until it is measured.
MINUTES_EACH = 8.0


async def agents_for(
    connection: AsyncConnection, queue_name: str, standards: Standards, now: datetime
) -> int:
    """How many agents who serve this queue are here now."""
    since = now - timedelta(seconds=standards.timers.lease_s)
    return sum(a.serves(queue_name) for a in await agents.present(connection, since))


async def coverage(
    connection: AsyncConnection, queue_name: str, standards: Standards, now: datetime
) -> Coverage:
    """Whether the live desk is open for this queue, who is there, and how long a wait may be."""
    status = standards.coverage_of(queue_name).status(now)
    there = await agents_for(connection, queue_name, standards, now)
    waiting = await conversations.held(connection, Holder.QUEUE)
    ahead = sum(c.queue == queue_name for c in waiting)
    return Coverage(
        open=status.open,
        agents=there,
        wait_minutes=queue.wait_minutes(ahead + 1, there, MINUTES_EACH),
        opens_at=status.opens_at.isoformat() if status.opens_at else "",
    )


def local_time(iso: str, time_zone: str) -> str:
    """``Mon 07:00`` in the person's own zone; empty for an empty time."""
    if not iso:
        return ""
    return datetime.fromisoformat(iso).astimezone(ZoneInfo(time_zone)).strftime("%a %H:%M")
