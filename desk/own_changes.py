"""What the caller of a ticket knows of its state: what they were told, or what they made of it since."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core import own_changes
from desk.store import conversations, log
from itsm.changes import Known, identity
from itsm.tickets import Ticket

_NEWEST = 5
"""Conversations in which a comment that is new may have been written."""


class UnderWay(Exception):
    """A message of theirs that changes the ticket is being answered now: ask again after the answer."""


async def state_known(connection: AsyncConnection, known: Known, ticket: Ticket) -> str:
    """Raises UnderWay."""
    keys = [c.key for c in ticket.comments if c.key and identity(c) not in known.comments]
    if not keys:
        return known.state
    for c in await conversations.newest_of(connection, ticket.caller, _NEWEST):
        if any(own_changes.under_way(c, key) for key in keys):
            raise UnderWay(ticket.number)
        events = await log.events_of(connection, c.id)
        for key in keys:
            state = own_changes.state_after(events, key, ticket.number)
            if state and own_changes.moved_by_a_message(known.state, state):
                return state
    return known.state
