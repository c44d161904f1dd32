"""Who is next, and what to tell the person who waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """One conversation in the queue."""

    conversation: str
    queue: str
    since: datetime


def in_order(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Longest wait first; equal times by id, so that two readers agree."""
    return sorted(waiting, key=lambda w: (w.since, w.conversation))


def place(waiting: Sequence[Waiting], conversation: str) -> int:
    """1 for the next one. 0 when the conversation is not waiting."""
    order = [w.conversation for w in in_order(waiting)]
    return order.index(conversation) + 1 if conversation in order else 0


def wait_minutes(place: int, agents: int, minutes_each: float) -> int | None:
    """A rough wait: those ahead and oneself, shared among the agents. None when nobody is there."""
    if agents <= 0:
        return None
    return max(1, round(place * minutes_each / agents))


def waited(now: datetime, since: datetime) -> str:
    """How long, as a person would say it: "under a minute", "4 min", "1 h 05", "3 days"."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02}" if minutes < 48 * 60 else f"{minutes // 1440} days"
