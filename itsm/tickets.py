"""The port for incidents: open one exactly once, read back only one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, Protocol

State = Literal["new", "in_progress", "on_hold", "resolved", "closed", "canceled"]


@dataclass(frozen=True)
class IncidentDraft:
    """An incident as proposed to the employee, before anyone filed it.

    ``caller`` is the directory's id of the person (``Person.id``). ``impact`` and ``urgency`` are
    1 high, 2 medium, 3 low; the system makes the priority of them. ``assignment_group`` is a group's
    name. ``work_notes`` is for agents only. ``dataclasses.asdict`` gives the JSON of a work card.
    """

    caller: str
    short_description: str
    description: str
    category: str
    subcategory: str = ""
    impact: int = 3
    urgency: int = 3
    assignment_group: str = ""
    contact_type: str = "chat"
    work_notes: str = ""

    def __post_init__(self) -> None:
        if not {self.impact, self.urgency} <= {1, 2, 3}:
            raise ValueError("impact and urgency are 1, 2 or 3")

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> IncidentDraft:
        """The draft of a work card's payload; keys it does not know are left out.

        Raises ValueError when a needed value is missing or impact or urgency is not 1, 2 or 3.
        """
        known = {f.name: payload[f.name] for f in fields(cls) if f.name in payload}
        try:
            known |= {name: int(known[name]) for name in ("impact", "urgency") if name in known}
            return cls(**known)
        except TypeError as error:
            raise ValueError(f"not an incident draft: {error}") from error


@dataclass(frozen=True)
class Comment:
    """One comment the employee may read; ``by`` is the writer's name as the system shows it."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class Ticket:
    """An incident as the system holds it now. Times are aware, in UTC.

    ``caller`` is a directory id, ``assignment_group`` a group's name, ``priority`` 1 critical to
    5 planning, ``key`` the key it was opened with ("" when somebody else opened it). ``comments``
    are newest first, and filled by ``find`` only.
    """

    number: str
    sys_id: str
    state: State
    short_description: str
    caller: str
    opened_at: datetime
    updated_at: datetime
    priority: int
    assignment_group: str
    key: str = ""
    comments: tuple[Comment, ...] = ()


class Tickets(Protocol):
    """Incidents. Every method may raise Unavailable (try later) and answers within about four seconds."""

    async def open(self, draft: IncidentDraft, *, key: str) -> Ticket:
        """Open the incident of ``key`` and return it; opened before, it is returned as it is now.

        However often, however many at once and by whichever process it is called with one key,
        one incident exists. Text too long for the system is cut politely and kept whole elsewhere
        in the incident. A group the system does not know leaves the incident unassigned and is
        named in its work notes.

        Raises Refused when the system will not have it (unknown caller, a rule of the company's),
        UnknownOutcome when it may or may not exist now: call again with the same key.
        """
        ...

    async def find(self, number: str, *, caller: str) -> Ticket | None:
        """The caller's own incident of that number, with its comments.

        None for a number that does not exist, is no number at all, or is another person's:
        the three cannot be told apart.
        """
        ...

    async def list(self, *, caller: str, limit: int = 5) -> tuple[Ticket, ...]:
        """The caller's own incidents, not closed or canceled, newest first."""
        ...

    async def by_key(self, key: str) -> Ticket | None:
        """The incident opened with ``key``, whoever's it is; None when there is none (yet)."""
        ...
