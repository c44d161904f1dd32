"""What a broken connection, a status or an answer of ServiceNow means in the ports' words."""

from __future__ import annotations

import time

import requests
from pysnow import exceptions as pysnow_errors

from itsm.errors import ItsmError, Refused, Unavailable, UnknownOutcome

UNIQUE = "unique key violation"
LONGEST_WAIT_S = 900.0
PYSNOW = (
    pysnow_errors.ResponseError,
    pysnow_errors.MissingResult,
    pysnow_errors.EmptyContent,
    pysnow_errors.NoResults,
    pysnow_errors.MultipleResults,
)


class Duplicate(Refused):
    """The database has a row with this sys_id already."""


def failed(error: Exception, *, writes: bool) -> ItsmError:
    """What a broken connection or answer means: a write may be done unless it was never sent."""
    return lost(type(error).__name__, writes=writes and not _never_sent(error))


def _never_sent(error: Exception) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    text = repr(error)
    return isinstance(error, requests.ConnectionError) and any(
        sign in text for sign in ("NewConnectionError", "NameResolutionError", "CERTIFICATE_VERIFY_FAILED")
    )


def lost(why: str, *, writes: bool) -> ItsmError:
    return UnknownOutcome(why) if writes else Unavailable(why)


def asked_wait(response: requests.Response) -> float | None:
    """Seconds the server asks to wait; None when it says nothing usable."""
    wait = response.headers.get("Retry-After", "")
    if wait.isdecimal():
        return min(float(wait), LONGEST_WAIT_S)
    reset = response.headers.get("X-RateLimit-Reset", "")
    return max(1.0, float(reset) - time.time()) if reset.isdecimal() else None


def detail_of(response: requests.Response) -> str:
    """The server's reason, on one line."""
    try:
        error = response.json()["error"]
        reason = str(error.get("detail") or error.get("message"))
    except (ValueError, KeyError, TypeError, AttributeError):
        reason = ""
    return " ".join(reason.split())[:300] or f"status {response.status_code}"
