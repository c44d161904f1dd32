"""The port for people: who somebody is, as the company's directory knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Person:
    """Somebody who works here. ``id`` is what an incident's ``caller`` holds.

    ``time_zone`` is an IANA name, "UTC" when unknown. ``groups`` are the names of the support
    groups the person works in: not empty means an agent.
    """

    id: str
    user_name: str
    name: str
    email: str = ""
    title: str = ""
    location: str = ""
    time_zone: str = "UTC"
    vip: bool = False
    groups: tuple[str, ...] = ()


class Directory(Protocol):
    """People who work here now. Every method may raise Unavailable (try later)."""

    async def person(self, user_id: str) -> Person | None:
        """The active person whose ``Person.id`` it is; None when nobody is."""
        ...

    async def by_email(self, email: str) -> Person | None:
        """The one active person with this e-mail address, in any case of letters; None when nobody or
        more than one has it."""
        ...

    async def people(self, limit: int = 50) -> tuple[Person, ...]:
        """Up to ``limit`` active people, by name: for a demo's sign-in page, not for a search."""
        ...
