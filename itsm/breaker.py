"""When to stop asking a system that does not answer. Pure: the time comes in as an argument."""

from __future__ import annotations

from dataclasses import dataclass

TRIPS_AFTER = 5
"""Failures in a row."""
_FIRST_S, _MOST_S = 5.0, 60.0


@dataclass
class Breaker:
    """Closed: ask. Open: do not ask for a while. Half open: one may ask, and its answer decides.

    Times are seconds of a monotonic clock. Only silence and 5xx are failures; a refusal is an answer.
    """

    failures: int = 0
    until: float = 0.0
    _probing_until: float = 0.0

    def wait(self, now: float, *, patience_s: float) -> float:
        """Seconds to wait; 0.0 means ask now. A probe silent for ``patience_s`` is forgotten."""
        if self.failures < TRIPS_AFTER:
            return 0.0
        if now < self.until:
            return self.until - now
        if now < self._probing_until:
            return self._probing_until - now
        self._probing_until = now + patience_s
        return 0.0

    def answered(self) -> None:
        self.failures, self.until, self._probing_until = 0, 0.0, 0.0

    def failed(self, now: float) -> None:
        self.failures += 1
        self._probing_until = 0.0
        if self.failures >= TRIPS_AFTER:
            self.until = now + float(min(_FIRST_S * 2 ** (self.failures - TRIPS_AFTER), _MOST_S))
