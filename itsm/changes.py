"""The port for what happened to tickets elsewhere: state, comments, who works on them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from itsm.cursor import Cursor
from itsm.incident import Comment, Ticket


@dataclass(frozen=True)
class Known:
    """What a person has been told of a ticket: enough to see what is new."""

    state: str
    assignment_group: str = ""
    assigned_to: str = ""
    comments: tuple[str, ...] = ()
    """What identifies each comment told, the newest first."""


@dataclass(frozen=True)
class News:
    """What is new about a ticket, each part None or empty when it is not."""

    ticket: Ticket
    state: str | None = None
    assigned: str | None = None
    comments: tuple[Comment, ...] = ()
    """Oldest first."""

    @property
    def is_any(self) -> bool:
        return self.state is not None or self.assigned is not None or bool(self.comments)


class TicketChanges(Protocol):
    async def since(self, cursor: Cursor, limit: int = 100) -> tuple[tuple[Ticket, ...], Cursor]:
        """Tickets opened through this port that changed after the cursor, as they are now, with their
        comments, in the order of their changes; and the cursor after them. No change is given twice.

        Raises Unavailable; then nothing was read.
        """
        ...


def identity(comment: Comment) -> str:
    """Tells a comment from the others of its ticket."""
    return f"{comment.at:%Y%m%d%H%M%S}:{_digest(comment.text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def known_of(ticket: Ticket) -> Known:
    told = tuple(identity(comment) for comment in ticket.comments)
    return Known(ticket.state, ticket.assignment_group, ticket.assigned_to, told)


def news(known: Known, ticket: Ticket) -> News:
    """What the person has not been told yet; their own comments are not news to them."""
    fresh = [c for c in ticket.comments if not c.key and identity(c) not in known.comments]
    assigned = ticket.assigned_to or ticket.assignment_group
    was = known.assigned_to or known.assignment_group
    return News(
        ticket,
        state=ticket.state if ticket.state != known.state else None,
        assigned=assigned if assigned and assigned != was else None,
        comments=tuple(reversed(fresh)),
    )
