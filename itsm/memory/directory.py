"""People held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from itsm.directory import Person


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
