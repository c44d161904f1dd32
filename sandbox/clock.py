"""The server's own time: the real one, one that started elsewhere, or one that stands still."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone


@dataclass
class Clock:
    """``start`` None is the real time. ``frozen`` stands still until it is moved."""

    start: datetime | None = None
    frozen: bool = False
    _since: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        if self.start is None:
            return datetime.now(timezone.utc)
        passed = 0.0 if self.frozen else time.monotonic() - self._since
        return self.start + timedelta(seconds=passed)

    def set(self, moment: datetime | None, *, frozen: bool = False) -> None:
        self.start, self.frozen, self._since = moment, frozen, time.monotonic()

    def advance(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self.set(self() + timedelta(seconds=seconds), frozen=self.frozen)


def moment(text: str) -> datetime:
    """``2026-11-20T08:00:00Z``; without a zone it is UTC. Raises ValueError."""
    found = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
