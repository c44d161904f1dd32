"""Proof that somebody is who they are, again and now: before anything about an account is said or changed.

Pure but for the chance of a code, which comes in as an argument. Tries are limited; a code works once.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

TRIES = 5
LOCK = timedelta(minutes=15)
VALID = timedelta(minutes=10)
PROOF_VALID = timedelta(minutes=10)


@dataclass(frozen=True)
class Proof:
    """A check that was passed. ``way`` says how: for example ``code:phone`` or ``manager``."""

    person: str
    way: str
    at: datetime

    def holds(self, person: str, now: datetime) -> bool:
        return self.person == person and timedelta() <= now - self.at <= PROOF_VALID


@dataclass
class _Asked:
    digest: bytes
    until: datetime
    way: str


@dataclass
class StepUp:
    """Codes that were sent, and how often each person tried. ``code`` gives six fresh random digits."""

    code: Callable[[], str]
    _asked: dict[str, _Asked] = field(default_factory=dict)
    _tries: dict[str, list[datetime]] = field(default_factory=dict)

    def ask(self, person: str, way: str, now: datetime) -> str:
        """A new code for the person, to be sent by ``way``. An older one is over."""
        code = self.code()
        self._asked[person] = _Asked(_digest(person, code), now + VALID, way)
        return code

    def is_locked(self, person: str, now: datetime) -> bool:
        """Too many wrong tries in a quarter of an hour."""
        self._tries[person] = [at for at in self._tries.get(person, []) if now - at < LOCK]
        return len(self._tries[person]) >= TRIES

    def check(self, person: str, code: str, now: datetime) -> Proof | None:
        """The proof, when the code is right, in time and not used; each other try counts."""
        if self.is_locked(person, now):
            return None
        asked = self._asked.get(person)
        if asked and now <= asked.until and hmac.compare_digest(asked.digest, _digest(person, code.strip())):
            del self._asked[person]
            return Proof(person, asked.way, now)
        self._tries[person].append(now)
        return None


def _digest(person: str, code: str) -> bytes:
    return hashlib.sha256(f"{person}:{code}".encode("utf-8", "replace")).digest()
