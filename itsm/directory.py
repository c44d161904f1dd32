"""The ports for people: who somebody is, and what can be done to their account after a step-up check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from itsm.step_up import Proof

AccountOperation = Literal["unlock", "reset_password", "re_enrol_mfa"]


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


@dataclass(frozen=True)
class AccountState:
    """What of an account matters to somebody who cannot sign in."""

    locked: bool
    must_reset: bool


@dataclass(frozen=True)
class AuditLine:
    """One attempt, also a refused one and a rehearsal. No secret is in it."""

    at: datetime
    person: str
    operation: AccountOperation
    way: str
    result: Literal["done", "rehearsed", "refused", "failed"]
    key: str
    why: str = ""


class Audit(Protocol):
    def keep(self, line: AuditLine) -> None:
        """Keep the line for good."""
        ...


class Accounts(Protocol):
    """Every method may raise Unavailable, and Refused when ``proof`` is none for this person now.
    A password is never set, sent or shown: a reset makes the person choose one at their next sign-in."""

    async def state(self, person: str, *, proof: Proof) -> AccountState:
        """Whether it is locked. Raises NotFound for nobody."""
        ...

    async def perform(
        self, operation: AccountOperation, person: str, *, proof: Proof, key: str, rehearse: bool = False
    ) -> AccountState:
        """Do it, and give the state afterwards; to ``rehearse`` is to check everything and change nothing.

        Done again it is harmless. Every call leaves one line in the audit, whatever comes of it.
        Raises NotFound, Refused, UnknownOutcome.
        """
        ...
