"""The one gate to ServiceNow: every call passes it, and every failure leaves it in the ports' own words."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import pysnow
import requests

from itsm.breaker import Breaker
from itsm.errors import ItsmError, Refused, Unavailable, UnknownOutcome
from itsm.servicenow.line import LINE, Line
from itsm.servicenow.session import DEADLINE
from itsm.servicenow.translate import (
    LONGEST_WAIT_S,
    PYSNOW,
    UNIQUE,
    Duplicate,
    asked_wait,
    detail_of,
    failed,
    lost,
)  # fmt: skip

T = TypeVar("T")
TABLES = "/api/now"
CATALOGUE = "/api/sn_sc"
KNOWLEDGE = "/api/sn_km_api"
_log = logging.getLogger(__name__)
_RATE_LIMIT_S = 60.0
_SIGN_IN_S = 60.0
_WAITING_PER_THREAD = 8
"""Calls that may queue for each thread; more are turned away at once instead of in four seconds."""


class Gate:
    """Runs blocking calls on a few threads of its own, each with a pysnow Resource of its own.

    pysnow's Resource keeps query, fields and limit between calls and threads, so one is never used twice.
    After failures in a row nobody is kept waiting for the next one: see Breaker.
    """

    def __init__(self, client: pysnow.Client, *, deadline_s: float, threads: int) -> None:
        self._client = client
        self._deadline_s = deadline_s
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="servicenow")
        self._most_waiting = threads * (_WAITING_PER_THREAD + 1)
        self._under_way = 0
        self._not_before = 0.0
        self._breaker = Breaker()

    @contextmanager
    def budget(self) -> Iterator[None]:
        """All calls inside share one time limit."""
        token = DEADLINE.set(time.monotonic() + self._deadline_s)
        try:
            yield
        finally:
            DEADLINE.reset(token)

    def seconds_left(self) -> float:
        return DEADLINE.get(time.monotonic() + self._deadline_s) - time.monotonic()

    async def read(
        self, path: str, work: Callable[[pysnow.Resource], T], *, most_s: float = 60.0, base: str = TABLES
    ) -> T:
        """Raises Refused or Unavailable. ``most_s`` narrows the budget; ``base`` is the API's path."""
        return await self._call(path, work, False, min(self.seconds_left(), most_s), base)

    async def write(
        self, path: str, work: Callable[[pysnow.Resource], T], *, keep_s: float = 0.0, base: str = TABLES
    ) -> T:
        """Raises Refused, Unavailable (not done) or UnknownOutcome. ``keep_s`` of the budget stay unused."""
        return await self._call(path, work, True, self.seconds_left() - keep_s, base)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _call(
        self, path: str, work: Callable[[pysnow.Resource], T], writes: bool, seconds: float, base: str
    ) -> T:
        self._may_ask(seconds)
        self._under_way += 1
        try:
            found = await self._run(path, work, writes, seconds, base)
        except Unavailable as error:
            if error.asked and error.retry_after is None:
                self._breaker.failed(time.monotonic())
            raise
        except UnknownOutcome:
            self._breaker.failed(time.monotonic())
            raise
        except Refused:
            self._breaker.answered()
            raise
        finally:
            self._under_way -= 1
        self._breaker.answered()
        return found

    async def _run(
        self, path: str, work: Callable[[pysnow.Resource], T], writes: bool, seconds: float, base: str
    ) -> T:
        end, started, line = time.monotonic() + seconds, threading.Event(), Line()

        def run() -> T:
            if time.monotonic() >= end:
                raise Unavailable("no thread was free in time", asked=False)
            started.set()
            DEADLINE.set(end)
            LINE.set(line)
            try:
                return work(self._client.resource(api_path=path, base_path=base))
            finally:
                line.free()

        future = self._pool.submit(contextvars.copy_context().run, run)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            unsent = future.cancel() or not started.is_set()
            line.cut()
            raise lost("no answer in time", writes=writes and not unsent) from None
        # Their texts hold addresses, and addresses what was searched for: the cause is not kept.
        except requests.HTTPError as error:
            raise self._answered(error.response, writes=writes) from None
        except (requests.RequestException, ValueError, KeyError, *PYSNOW) as error:
            raise failed(error, writes=writes) from None

    def _may_ask(self, seconds: float) -> None:
        """Raises Unavailable when asking would be of no use or no good."""
        now = time.monotonic()
        if (left := self._not_before - now) > 0:
            raise Unavailable("asked to wait", retry_after=left)
        if seconds <= 0:
            raise Unavailable("no time left to send", asked=False)
        if self._under_way >= self._most_waiting:
            raise Unavailable("too many calls at once", retry_after=1.0, asked=False)
        if (wait := self._breaker.wait(now, patience_s=self._deadline_s)) > 0:
            raise Unavailable("it has not answered for a while", retry_after=wait)

    def _answered(self, response: requests.Response | None, *, writes: bool) -> ItsmError:
        """What an error status means."""
        if response is None:
            return lost("no response", writes=writes)
        match response.status_code:
            case 401:
                # Trying again and again with a wrong password locks the account.
                _log.error("servicenow refused the sign-in")
                return self._cool_down("sign-in refused", _SIGN_IN_S)
            case 429:
                return self._cool_down("rate limit", asked_wait(response) or _RATE_LIMIT_S)
            case 503:
                return Unavailable("503", retry_after=asked_wait(response))
            case status if status >= 500 or status == 408:
                return lost(str(status), writes=writes)
        detail = detail_of(response)
        return Duplicate(detail) if UNIQUE in detail.lower() else Refused(detail)

    def _cool_down(self, why: str, seconds: float) -> Unavailable:
        self._not_before = time.monotonic() + min(seconds, LONGEST_WAIT_S)
        return Unavailable(why, retry_after=min(seconds, LONGEST_WAIT_S))
