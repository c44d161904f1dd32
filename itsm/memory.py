"""Incidents and people held in memory: what tests use, and a desk that has no ServiceNow."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

from itsm.directory import Person
from itsm.errors import ItsmError, Refused
from itsm.limits import fitted
from itsm.tickets import Comment, IncidentDraft, State, Ticket

_NAMESPACE = uuid.UUID("0d1f6a0e-3c0b-5a5e-8a51-7c2b9c0f4d10")
_PRIORITY = {
    (1, 1): 1,
    (1, 2): 2,
    (2, 1): 2,
    (1, 3): 3,
    (2, 2): 3,
    (3, 1): 3,
    (2, 3): 4,
    (3, 2): 4,
    (3, 3): 5,
}
_ENDED = ("closed", "canceled")


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class MemoryDirectory:
    """The people it was given, all of them active."""

    persons: Sequence[Person] = ()

    async def person(self, user_id: str) -> Person | None:
        return next((person for person in self.persons if person.id == user_id), None)

    async def by_email(self, email: str) -> Person | None:
        wanted = email.casefold()
        found = [person for person in self.persons if wanted and person.email.casefold() == wanted]
        return found[0] if len(found) == 1 else None

    async def people(self, limit: int = 50) -> tuple[Person, ...]:
        return tuple(sorted(self.persons, key=lambda person: (person.name, person.id))[:limit])


@dataclass
class MemoryTickets:
    """Incidents by key. ``opened`` holds each draft once, in order: what a test reads.

    ``callers`` and ``groups``: None accepts any. ``fail_next`` makes the next ``open`` fail.
    """

    callers: Collection[str] | None = None
    groups: Collection[str] | None = None
    now: Callable[[], datetime] = _utc_now
    opened: list[IncidentDraft] = field(default_factory=list)
    descriptions: dict[str, str] = field(default_factory=dict)
    work_notes: dict[str, list[str]] = field(default_factory=dict)
    _tickets: dict[str, Ticket] = field(default_factory=dict)
    _failures: list[tuple[ItsmError, bool]] = field(default_factory=list)

    async def open(self, draft: IncidentDraft, *, key: str) -> Ticket:
        error, commits = self._failures.pop(0) if self._failures else (None, True)
        if commits:
            self._open_once(draft, key)
        if error is not None:
            raise error
        return self._with_key(key)

    async def find(self, number: str, *, caller: str) -> Ticket | None:
        ticket = self._tickets.get(number.strip().upper())
        return ticket if ticket and ticket.caller == caller else None

    async def list(self, *, caller: str, limit: int = 5) -> tuple[Ticket, ...]:
        mine = [t for t in self._tickets.values() if t.caller == caller and t.state not in _ENDED]
        newest_first = sorted(mine, key=lambda ticket: (ticket.opened_at, ticket.number), reverse=True)
        return tuple(replace(ticket, comments=()) for ticket in newest_first[:limit])

    async def by_key(self, key: str) -> Ticket | None:
        return next((replace(t, comments=()) for t in self._tickets.values() if t.key == key), None)

    def fail_next(self, error: ItsmError, *, after_commit: bool = False) -> None:
        """Let the next ``open`` raise ``error``; with ``after_commit`` the incident is made all the same."""
        self._failures.append((error, after_commit))

    def change(self, number: str, *, state: State | None = None, comment: Comment | None = None) -> Ticket:
        """What an agent does meanwhile: another state, a comment the employee may read."""
        ticket = self._tickets[number]
        comments = (comment, *ticket.comments) if comment else ticket.comments
        changed = replace(ticket, state=state or ticket.state, comments=comments, updated_at=self.now())
        self._tickets[number] = changed
        return changed

    def _with_key(self, key: str) -> Ticket:
        return next(ticket for ticket in self._tickets.values() if ticket.key == key)

    def _open_once(self, draft: IncidentDraft, key: str) -> None:
        if any(ticket.key == key for ticket in self._tickets.values()):
            return
        if not draft.caller or (self.callers is not None and draft.caller not in self.callers):
            raise Refused("caller_id: no such person")
        number = f"INC{10001 + len(self._tickets):07d}"
        self.opened.append(draft)
        self._tickets[number] = self._made(draft, key=key, number=number)

    def _made(self, draft: IncidentDraft, *, key: str, number: str) -> Ticket:
        known = self.groups is None or draft.assignment_group in self.groups
        texts = fitted(draft, group_known=known)
        self.descriptions[number] = texts.description
        self.work_notes[number] = [texts.work_notes] if texts.work_notes else []
        now = self.now()
        return Ticket(
            number=number,
            sys_id=uuid.uuid5(_NAMESPACE, key).hex,
            state="new",
            short_description=texts.short_description,
            caller=draft.caller,
            opened_at=now,
            updated_at=now,
            priority=_PRIORITY[draft.impact, draft.urgency],
            assignment_group=draft.assignment_group if known else "",
            key=key,
        )
