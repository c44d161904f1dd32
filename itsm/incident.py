"""An incident: as proposed, as the system holds it, and what can be done to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from itsm.states import State as State

Ending = Literal[
    "solved", "worked_around", "by_caller", "user_error", "duplicate", "known_error", "not_solved"
]
ENDINGS: tuple[Ending, ...] = (
    "solved", "worked_around", "by_caller", "user_error", "duplicate", "known_error", "not_solved",
)  # fmt: skip
MOST_BYTES = 10 * 2**20
"""Bytes of one attached file."""


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
    """One comment the employee may read; ``by`` is the writer's name as the system shows it.

    ``key`` is the key it was written with through this port; "" when an agent wrote it.
    """

    at: datetime
    by: str
    text: str
    key: str = ""


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
    impact: int = 3
    urgency: int = 3
    category: str = ""
    assigned_to: str = ""
    problem: str = ""
    close_notes: str = ""
    watchers: tuple[str, ...] = ()
    """Directory ids of those who want to hear of changes; filled by TicketChanges only."""


@dataclass(frozen=True)
class Edit:
    """What somebody may change of their own incident; None leaves a value as it is."""

    short_description: str | None = None
    description: str | None = None
    category: str | None = None
    subcategory: str | None = None
    impact: int | None = None
    urgency: int | None = None
    assignment_group: str | None = None

    def __post_init__(self) -> None:
        if not {self.impact, self.urgency} <= {1, 2, 3, None}:
            raise ValueError("impact and urgency are 1, 2 or 3")

    @property
    def given(self) -> dict[str, str]:
        """What is to change, by field."""
        named = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {name: str(value) for name, value in named if value is not None}


@dataclass(frozen=True)
class File:
    """A file to attach; ``media_type`` is for example ``image/png``. At most MOST_BYTES."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Sla:
    """A promise that runs on an incident. ``due`` is when it is broken; None when it does not run.

    ``share`` is the time used of the time allowed, in per cent, as the system computed it last.
    """

    name: str
    stage: str
    breached: bool
    due: datetime | None = None
    share: float = 0.0
