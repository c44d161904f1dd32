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
from pysnow import exceptions as pysnow_errors

from itsm.breaker import Breaker
from itsm.errors import ItsmError, Refused, Unavailable, UnknownOutcome
from itsm.servicenow.line import LINE, Line
from itsm.servicenow.session import DEADLINE

T = TypeVar("T")
TABLES = "/api/now"
CATALOGUE = "/api/sn_sc"
KNOWLEDGE = "/api/sn_km_api"
_log = logging.getLogger(__name__)
_UNIQUE = "unique key violation"
_RATE_LIMIT_S = 60.0
_LONGEST_WAIT_S = 900.0
_SIGN_IN_S = 60.0
_WAITING_PER_THREAD = 8
"""Calls that may queue for each thread; more are turned away at once instead of in four seconds."""
_PYSNOW = (
    pysnow_errors.ResponseError,
    pysnow_errors.MissingResult,
    pysnow_errors.EmptyContent,
    pysnow_errors.NoResults,
    pysnow_errors.MultipleResults,
)


class Duplicate(Refused):
    """The database has a row with this sys_id already."""


class _NotAsked(Unavailable):
    """Nothing went out: says nothing about the other side."""


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
        except (Unavailable, UnknownOutcome) as error:
            if not isinstance(error, _NotAsked) and error.retry_after is None:
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
                raise _NotAsked("no thread was free in time")
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
            raise _lost("no answer in time", writes=writes and not unsent) from None
        # Their texts hold addresses, and addresses what was searched for: the cause is not kept.
        except requests.HTTPError as error:
            raise self._answered(error.response, writes=writes) from None
        except (requests.RequestException, ValueError, KeyError, *_PYSNOW) as error:
            raise _failed(error, writes=writes) from None

    def _may_ask(self, seconds: float) -> None:
        """Raises Unavailable when asking would be of no use or no good."""
        now = time.monotonic()
        if (left := self._not_before - now) > 0:
            raise Unavailable("asked to wait", retry_after=left)
        if seconds <= 0:
            raise _NotAsked("no time left to send")
        if self._under_way >= self._most_waiting:
            raise _NotAsked("too many calls at once", retry_after=1.0)
        if (wait := self._breaker.wait(now, patience_s=self._deadline_s)) > 0:
            raise Unavailable("it has not answered for a while", retry_after=wait)

    def _answered(self, response: requests.Response | None, *, writes: bool) -> ItsmError:
        """What an error status means."""
        if response is None:
            return _lost("no response", writes=writes)
        match response.status_code:
            case 401:
                # Trying again and again with a wrong password locks the account.
                _log.error("servicenow refused the sign-in")
                return self._cool_down("sign-in refused", _SIGN_IN_S)
            case 429:
                return self._cool_down("rate limit", _asked_wait(response) or _RATE_LIMIT_S)
            case 503:
                return Unavailable("503", retry_after=_asked_wait(response))
            case status if status >= 500 or status == 408:
                return _lost(str(status), writes=writes)
        detail = _detail(response)
        return Duplicate(detail) if _UNIQUE in detail.lower() else Refused(detail)

    def _cool_down(self, why: str, seconds: float) -> Unavailable:
        self._not_before = time.monotonic() + min(seconds, _LONGEST_WAIT_S)
        return Unavailable(why, retry_after=min(seconds, _LONGEST_WAIT_S))


def _failed(error: Exception, *, writes: bool) -> ItsmError:
    """What a broken connection or answer means: a write may be done unless it was never sent."""
    return _lost(type(error).__name__, writes=writes and not _never_sent(error))


def _never_sent(error: Exception) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    text = repr(error)
    return isinstance(error, requests.ConnectionError) and any(
        sign in text for sign in ("NewConnectionError", "NameResolutionError", "CERTIFICATE_VERIFY_FAILED")
    )


def _lost(why: str, *, writes: bool) -> ItsmError:
    return UnknownOutcome(why) if writes else Unavailable(why)


def _asked_wait(response: requests.Response) -> float | None:
    """Seconds the server asks to wait; None when it says nothing usable."""
    wait = response.headers.get("Retry-After", "")
    if wait.isdecimal():
        return min(float(wait), _LONGEST_WAIT_S)
    reset = response.headers.get("X-RateLimit-Reset", "")
    return max(1.0, float(reset) - time.time()) if reset.isdecimal() else None


def _detail(response: requests.Response) -> str:
    """The server's reason, on one line."""
    try:
        error = response.json()["error"]
        reason = str(error.get("detail") or error.get("message"))
    except (ValueError, KeyError, TypeError, AttributeError):
        reason = ""
    return " ".join(reason.split())[:300] or f"status {response.status_code}"
