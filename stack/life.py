"""The life of one child: starting, ready, waiting to be started again. Pure: times come in as arguments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0  # a child that was ready this long has recovered: its next pause is the first one again


class State(Enum):
    """What a child is doing. WAITING: it died and is started again after a pause."""

    STARTING = "starting"
    READY = "ready"
    WAITING = "waiting"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Life:
    """Where a child stands. `failures`: deaths since it last was steady; `since`: seconds on any clock."""

    state: State = State.STOPPED
    since: float = 0.0
    failures: int = 0
    restarts: int = 0

    def started(self, now: float) -> Life:
        """The child's process exists."""
        return replace(self, state=State.STARTING, since=now)

    def ready(self, now: float) -> Life:
        """It said that it accepts requests."""
        return replace(self, state=State.READY, since=now)

    def died(self, now: float) -> Life:
        """It ended although nobody asked it to."""
        steady = self.state is State.READY and now - self.since >= STEADY_S
        failures = 1 if steady else self.failures + 1
        return Life(State.WAITING, now, failures, self.restarts + 1)

    def asked_to_end(self, now: float) -> Life:
        """It ended because it was asked to (a new release): no failure, no pause."""
        return Life(State.WAITING, now, 0, self.restarts + 1)

    def stopped(self, now: float) -> Life:
        """It ended with the whole stack."""
        return replace(self, state=State.STOPPED, since=now)

    @property
    def pause(self) -> float:
        """Seconds to wait before the next start: 0.5, 1, 2 ... up to 30."""
        if self.failures == 0:
            return 0.0
        return float(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(self.failures - 1, 10)))
