"""The rows of the log. The log is the truth: queue, clocks and reports are read from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Role = Literal["employee", "bot", "agent", "desk"]

# What the employee may see; everything else (notes, cards, work, holder changes) is for the desk.
VISIBLE = frozenset({"message", "reply", "agent_message", "notice", "status", "survey_asked"})

# What the bot must answer.
FOR_BOT = frozenset({"message", "handoff_returned"})


@dataclass(frozen=True)
class NewEvent:
    """An event before the log gave it its number."""

    kind: str
    role: Role
    data: dict[str, Any] = field(default_factory=dict)
    author: str = ""
    author_name: str = ""


@dataclass(frozen=True)
class Event:
    """``seq`` is gapless within a conversation; ``position`` is global and in commit order."""

    position: int
    conversation: str
    seq: int
    kind: str
    at: datetime
    role: Role
    author: str
    author_name: str
    data: dict[str, Any]


def is_visible(event: Event) -> bool:
    """Whether the employee may see it: of a visible kind, and not a reply that came too late."""
    return event.kind in VISIBLE and event.data.get("shown", True) is True
