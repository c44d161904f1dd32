"""Problems held in memory."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from itsm.errors import NotFound, Refused, Unavailable
from itsm.memory.tickets import MemoryTickets
from itsm.problems import Problem, ProblemDraft

_NAMESPACE = uuid.UUID("2b0b7a52-1c5d-5a59-9a37-65b0c1f2d9e4")


@dataclass
class MemoryProblems:
    """``proposed`` holds each draft once, in order: what a test reads."""

    tickets: MemoryTickets
    proposed: list[ProblemDraft] = field(default_factory=list)
    _by_key: dict[str, Problem] = field(default_factory=dict)

    async def propose(self, draft: ProblemDraft, *, key: str) -> Problem:
        if not draft.caller or not draft.short_description.strip():
            raise Refused("problem: a caller and a short description are needed")
        numbers = [*draft.incidents, *await self._newest(draft)]
        if key not in self._by_key:
            self.proposed.append(draft)
            number = f"PRB{40001 + len(self._by_key):07d}"
            self._by_key[key] = Problem(number, uuid.uuid5(_NAMESPACE, key).hex)
        for number in numbers:
            self._link(number, self._by_key[key], draft.caller)
        return self._by_key[key]

    async def _newest(self, draft: ProblemDraft) -> list[str]:
        if not draft.opened_with:
            return []
        ticket = await self.tickets.by_key(draft.opened_with)
        if ticket is None:
            raise Unavailable("the incident does not exist yet")
        return [ticket.number]

    def _link(self, number: str, problem: Problem, caller: str) -> None:
        try:
            self.tickets.belongs_to(number, problem.number, caller=caller)
        except NotFound:
            return
