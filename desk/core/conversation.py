"""A conversation is one episode of help; the switchboard's rules say who holds it.

Exactly one holder at any time. Every change of holder is a new ``version``; the store accepts it
only when the version it was computed from is still the current one (compare-and-set).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

Facts = dict[str, Any]


class Holder(str, Enum):
    """Who answers now."""

    BOT = "BOT"
    QUEUE = "QUEUE"
    AGENT = "AGENT"
    CLOSED = "CLOSED"


class NotAllowed(Exception):
    """The holder does not permit this move; the text says who holds the conversation."""


class Ended(NotAllowed):
    """The conversation is over; the next message opens a new one."""


@dataclass(frozen=True)
class Conversation:
    """The state of one episode.

    ``last_seq`` is the number of the newest event. ``handled_seq`` is the newest event the bot has
    dealt with. ``turn`` is the turn that was last sent to the bot and not yet answered.
    ``handoff`` is what the bot or the person asked for when they asked for a human.
    ``draft`` is the work that was proposed and not yet confirmed, with the seq of its reply.
    """

    id: str
    person: Facts
    channel: str
    opened_at: datetime
    updated_at: datetime
    address: Facts = field(default_factory=dict)
    time_zone: str = "UTC"
    holder: Holder = Holder.BOT
    agent: str = ""
    version: int = 0
    last_seq: int = 0
    handled_seq: int = 0
    awaiting: bool = False
    turn: Facts | None = None
    handoff: Facts | None = None
    draft: Facts | None = None
    queue: str = ""
    topic: str = ""
    queued_at: datetime | None = None
    reminded: int = 0
    lease_until: datetime | None = None
    outcome: str = ""
    deflection: str = ""
    survey: str = ""
    closed_at: datetime | None = None

    @property
    def person_id(self) -> str:
        return str(self.person["id"])


def enqueue(c: Conversation, queue: str, handoff: Facts, now: datetime) -> Conversation:
    """Bot or agent gives the conversation to the queue. Raises NotAllowed when queued, held or closed."""
    if c.holder is not Holder.BOT:
        raise NotAllowed(f"held by {c.holder.value}")
    return replace(
        c,
        holder=Holder.QUEUE,
        queue=queue,
        handoff=handoff,
        queued_at=now,
        reminded=0,
        turn=None,
        handled_seq=c.last_seq,
        awaiting=False,
    )


def accept(c: Conversation, agent: str, lease_until: datetime) -> Conversation:
    """An agent takes the conversation out of the queue. Raises NotAllowed when it is not there."""
    if c.holder is not Holder.QUEUE:
        raise NotAllowed(f"held by {c.holder.value}")
    return replace(c, holder=Holder.AGENT, agent=agent, lease_until=lease_until, queued_at=None)


def requeue(c: Conversation, now: datetime, queue: str = "") -> Conversation:
    """The agent is gone or passes the conversation on: back to the queue. Raises NotAllowed."""
    if c.holder is not Holder.AGENT:
        raise NotAllowed(f"held by {c.holder.value}")
    return replace(
        c, holder=Holder.QUEUE, agent="", lease_until=None, queued_at=now, reminded=0, queue=queue or c.queue
    )


def leave_queue(c: Conversation) -> Conversation:
    """The person would rather go on with the bot than wait. Raises NotAllowed when not queued."""
    if c.holder is not Holder.QUEUE:
        raise NotAllowed(f"held by {c.holder.value}")
    return replace(c, holder=Holder.BOT, queued_at=None, handled_seq=c.last_seq, turn=None)


def give_back(c: Conversation, agent: str) -> Conversation:
    """The agent returns the conversation to the bot. Raises NotAllowed unless that agent holds it."""
    _held_by(c, agent)
    return replace(
        c, holder=Holder.BOT, agent="", lease_until=None, turn=None, handled_seq=c.last_seq, awaiting=True
    )


def close(c: Conversation, now: datetime, outcome: str = "") -> Conversation:
    """End the episode. Raises NotAllowed when it has ended already."""
    if c.holder is Holder.CLOSED:
        raise NotAllowed("already closed")
    return replace(
        c,
        holder=Holder.CLOSED,
        agent="",
        lease_until=None,
        queued_at=None,
        turn=None,
        draft=None,
        closed_at=now,
        outcome=outcome or c.outcome or "abandoned",
        handled_seq=c.last_seq,
    )


def _held_by(c: Conversation, agent: str) -> None:
    if c.holder is not Holder.AGENT or c.agent != agent:
        raise NotAllowed(f"held by {c.holder.value}")


def must_hold(c: Conversation, agent: str) -> None:
    """Raises NotAllowed unless ``agent`` holds the conversation."""
    _held_by(c, agent)
