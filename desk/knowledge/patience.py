"""A knowledge base that is waited for: what may be tried again is, after as long as it asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from desk.core.backoff import delay
from itsm.errors import Unavailable, UnknownOutcome

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[object]]
TRIES, LONGEST_S = 5, 120.0


class Patience:
    """``waited`` counts the waits. A write is sent again with its own key, so it is done once."""

    def __init__(self, say: Callable[[str], None], sleep: Sleep = asyncio.sleep) -> None:
        self._say = say
        self._sleep = sleep
        self.waited = 0

    async def __call__(self, call: Callable[[], Awaitable[T]]) -> T:
        """Raises what ``call`` raised the last of TRIES times, or at once when it asks to wait too long."""
        for attempt in range(1, TRIES + 1):
            try:
                return await call()
            except (Unavailable, UnknownOutcome) as error:
                wait = error.retry_after or delay(attempt, first=1.0, most=30.0)
                if attempt == TRIES or wait > LONGEST_S:
                    raise
                self.waited += 1
                self._say(f"ServiceNow: {error.detail or 'no answer'}; again in {wait:.0f} s")
                await self._sleep(wait)
        raise AssertionError("unreachable")
