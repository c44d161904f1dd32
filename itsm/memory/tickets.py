"""Incidents held in memory."""

from __future__ import annotations

import builtins
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

from itsm import states
from itsm.errors import ItsmError, NotFound, Refused
from itsm.incident import MOST_BYTES, Comment, Edit, Ending, File, IncidentDraft, Sla, State, Ticket
from itsm.limits import clean, edited, fitted
from itsm.states import Move

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


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class MemoryTickets:
    """Incidents by key. ``opened`` holds each draft once, in order: what a test reads.

    ``callers``, ``groups``, ``categories`` and ``problems``: None accepts any. ``fail_next`` makes the
    next write fail.
    """

    callers: Collection[str] | None = None
    groups: Collection[str] | None = None
    now: Callable[[], datetime] = _utc_now
    categories: Collection[str] | None = None
    problems: Collection[str] | None = None
    opened: list[IncidentDraft] = field(default_factory=list)
    descriptions: dict[str, str] = field(default_factory=dict)
    work_notes: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, builtins.list[File]] = field(default_factory=dict)
    watchers: dict[str, builtins.list[str]] = field(default_factory=dict)
    subcategories: dict[str, str] = field(default_factory=dict)
    promises: dict[str, tuple[Sla, ...]] = field(default_factory=dict)
    _tickets: dict[str, Ticket] = field(default_factory=dict)
    _failures: builtins.list[tuple[ItsmError, bool]] = field(default_factory=list)
    _done: set[str] = field(default_factory=set)

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
        mine = [ticket for ticket in self._of(caller) if ticket.state not in states.ENDED]
        return tuple(mine[:limit])

    async def history(self, *, caller: str, limit: int = 20) -> tuple[Ticket, ...]:
        return tuple(self._of(caller)[:limit])

    async def by_key(self, key: str) -> Ticket | None:
        return next((replace(t, comments=()) for t in self._tickets.values() if t.key == key), None)

    async def update(self, number: str, edit: Edit, *, caller: str, key: str) -> Ticket:
        known_group = self.groups is None or edit.assignment_group in self.groups
        known_category = self.categories is None or edit.category in self.categories
        change = edited(edit, group_known=known_group, category_known=known_category)
        return self._once("update", number, caller, key, note=change.note, **change.fields)

    async def comment(self, number: str, text: str, *, caller: str, key: str) -> Ticket:
        ticket = self._own(number, caller)
        goes_on: dict[str, str] = {"state": "in_progress"} if ticket.state == "on_hold" else {}
        return self._once("comment", number, caller, key, comment=text, **goes_on)

    async def work_note(self, number: str, text: str, *, caller: str, key: str) -> Ticket:
        return self._once("work_note", number, caller, key, note=text)

    async def attach(self, number: str, file: File, *, caller: str) -> Ticket:
        ticket = self._own(number, caller)
        states.check("attach", ticket.state)
        if len(file.content) > MOST_BYTES:
            raise Refused("attachment: too large")
        there = self.files.setdefault(ticket.number, [])
        if file not in there:
            there.append(file)
        return replace(ticket, comments=())

    async def resolve(self, number: str, *, ending: Ending, notes: str, caller: str, key: str) -> Ticket:
        return self._once("resolve", number, caller, key, comment=notes, close_notes=clean(notes))

    async def reopen(self, number: str, *, reason: str, caller: str, key: str) -> Ticket:
        return self._once("reopen", number, caller, key, comment=reason)

    async def cancel(self, number: str, *, reason: str, caller: str, key: str) -> Ticket:
        return self._once("cancel", number, caller, key, comment=reason)

    async def escalate(self, number: str, *, reason: str, caller: str, key: str) -> Ticket:
        urgency = str(states.urgency_after(self._own(number, caller).urgency))
        return self._once("escalate", number, caller, key, note=reason, urgency=urgency)

    async def watch(self, number: str, *, person: str, caller: str) -> Ticket:
        ticket = self._own(number, caller)
        states.check("link", ticket.state)
        if person not in self.watchers.setdefault(ticket.number, []):
            self.watchers[ticket.number].append(person)
        return replace(ticket, comments=())

    async def link_problem(self, number: str, problem: str, *, caller: str) -> Ticket:
        ticket = self._own(number, caller)
        states.check("link", ticket.state)
        if self.problems is not None and problem not in self.problems:
            raise NotFound("no such problem")
        return self._changed(replace(ticket, problem=problem))

    async def slas(self, number: str, *, caller: str) -> tuple[Sla, ...]:
        return self.promises.get(self._own(number, caller).number, ())

    @property
    def everyone(self) -> builtins.list[Ticket]:
        """All incidents, in the order they were opened."""
        return [*self._tickets.values()]

    def fail_next(self, error: ItsmError, *, after_commit: bool = False) -> None:
        """Let the next write raise ``error``; with ``after_commit`` it is done all the same."""
        self._failures.append((error, after_commit))

    def change(self, number: str, *, state: State | None = None, comment: Comment | None = None) -> Ticket:
        """What an agent does meanwhile: another state, a comment the employee may read."""
        ticket = self._tickets[number]
        comments = (comment, *ticket.comments) if comment else ticket.comments
        changed = replace(ticket, state=state or ticket.state, comments=comments, updated_at=self.now())
        self._tickets[number] = changed
        return changed

    def belongs_to(self, number: str, problem: str, *, caller: str) -> None:
        """The caller's own incident is part of a problem now, unless it is of another. Raises NotFound."""
        ticket = self._own(number, caller)
        self._changed(replace(ticket, problem=ticket.problem or problem))

    def _of(self, caller: str) -> builtins.list[Ticket]:
        mine = [replace(t, comments=()) for t in self._tickets.values() if t.caller == caller]
        return sorted(mine, key=lambda ticket: (ticket.opened_at, ticket.number), reverse=True)

    def _own(self, number: str, caller: str) -> Ticket:
        ticket = self._tickets.get(number.strip().upper())
        if ticket is None or ticket.caller != caller:
            raise NotFound("no such incident")
        return ticket

    def _once(
        self,
        move: Move,
        number: str,
        caller: str,
        key: str,
        *,
        comment: str = "",
        note: str = "",
        **values: str,
    ) -> Ticket:
        error, commits = self._failures.pop(0) if self._failures else (None, True)
        ticket = self._own(number, caller)
        if commits and key not in self._done:
            states.check(move, ticket.state)
            if not (clean(comment) or clean(note)):
                raise Refused("journal: nothing to say")
            ticket = self._moved(ticket, move, key, comment, note, values)
        if error is not None:
            raise error
        return replace(self._tickets[ticket.number], comments=())

    def _moved(
        self, ticket: Ticket, move: Move, key: str, comment: str, note: str, values: dict[str, str]
    ) -> Ticket:
        self._done.add(key)
        if note := clean(note):
            self.work_notes[ticket.number].append(note)
        if comment := clean(comment):
            written = Comment(self.now(), "Firstline", comment, key)
            ticket = replace(ticket, comments=(written, *ticket.comments))
        if "description" in values:
            self.descriptions[ticket.number] = values["description"]
        if move in states.LEADS_TO:
            ticket = replace(ticket, state=states.LEADS_TO[move])
        return self._changed(_with(ticket, values))

    def _changed(self, ticket: Ticket) -> Ticket:
        priority = _PRIORITY[ticket.impact, ticket.urgency]
        self._tickets[ticket.number] = replace(ticket, priority=priority, updated_at=self.now())
        return replace(self._tickets[ticket.number], comments=())

    def _with_key(self, key: str) -> Ticket:
        return next(ticket for ticket in self._tickets.values() if ticket.key == key)

    def _open_once(self, draft: IncidentDraft, key: str) -> None:
        if any(ticket.key == key for ticket in self._tickets.values()):
            return
        if not draft.caller or (self.callers is not None and draft.caller not in self.callers):
            raise Refused("caller_id: no such person")
        number = f"INC{10001 + len(self._tickets):07d}"
        self.opened.append(draft)
        self.subcategories[number] = draft.subcategory
        self._tickets[number] = self._made(draft, key=key, number=number)

    def _made(self, draft: IncidentDraft, *, key: str, number: str) -> Ticket:
        known = self.groups is None or draft.assignment_group in self.groups
        known_category = self.categories is None or draft.category in self.categories
        texts = fitted(draft, group_known=known, category_known=known_category)
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
            impact=draft.impact,
            urgency=draft.urgency,
            category=draft.category if known_category else "",
        )


def _with(ticket: Ticket, values: dict[str, str]) -> Ticket:
    """The ticket with these values, as far as it shows them."""
    shown = {name: value for name, value in values.items() if hasattr(ticket, name)}
    numbers = {name: int(shown.pop(name)) for name in ("impact", "urgency") if name in shown}
    return replace(ticket, **shown, **numbers)  # type: ignore[arg-type]  # texts and two numbers
