"""One key at a time, and not again before the other side must have finished with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from itsm.errors import UnknownOutcome
from itsm.servicenow.call import Gate


class Once:
    """``settle_s``: seconds a server may still be at a write whose answer was lost."""

    def __init__(self, gate: Gate, *, settle_s: float) -> None:
        self._gate = gate
        self._settle_s = settle_s
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._settled: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Alone with this key in this process. Raises UnknownOutcome when another call has it too long."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with asyncio.timeout(self._gate.seconds_left()):
                await lock.acquire()
        except TimeoutError:
            raise UnknownOutcome("the same key is being sent") from None
        try:
            yield
        finally:
            lock.release()

    def check(self, key: str) -> None:
        """Raises UnknownOutcome while a write of this key may still be under way."""
        left = self._settled.get(key, 0.0) - time.monotonic()
        if left > 0:
            raise UnknownOutcome("it may still be under way", retry_after=left)
        self._settled.pop(key, None)

    def lost(self, key: str, why: str) -> UnknownOutcome:
        """The error to raise after an answer was lost."""
        now = time.monotonic()
        self._settled = {k: until for k, until in self._settled.items() if until > now}
        self._settled[key] = now + self._settle_s
        return UnknownOutcome(why, retry_after=self._settle_s)
