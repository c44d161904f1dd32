"""What every answer carries and every writing request must prove."""

from __future__ import annotations

import hmac
import time
from urllib.parse import urlsplit

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from sanic import HTTPResponse, Request

from desk.identity import Who

CSRF_HEADER = "X-CSRF-Token"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

# No inline script anywhere. The chat component adds <style> elements at run time and fills them rule by
# rule: they carry a nonce, but for one of its libraries, which does not; the hash is that of an empty one.
_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}' "
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)


class Forbidden(Exception):
    """The request may not do this: it comes from another page or lacks its token."""


class TooMany(Exception):
    """More messages than one person may send; ``seconds`` says when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def harden(response: HTTPResponse, nonce: str) -> None:
    """Add the headers every answer carries; a stricter policy set by a page stays."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _POLICY.format(nonce=nonce))


def must_be_ours(request: Request, allowed: frozenset[str]) -> None:
    """A request that a browser sends from another site is refused. Raises Forbidden."""
    origin = request.headers.get("origin")
    if origin and origin != "null":
        if urlsplit(origin).netloc == request.host or origin in allowed:
            return
        raise Forbidden("another origin")
    if origin == "null" or request.headers.get("sec-fetch-site", "same-origin") not in {
        "same-origin",
        "none",
    }:
        raise Forbidden("another site")


def must_have_token(request: Request, who: Who) -> None:
    """A cookie alone proves nothing about who wrote the page. Raises Forbidden."""
    if who.session is None:
        return
    given = request.headers.get(CSRF_HEADER) or (request.form.get("csrf") if request.form else "") or ""
    if not hmac.compare_digest(given.encode(), who.session.csrf.encode()):
        raise Forbidden("no CSRF token")


class Limits:
    """At most so many messages a minute from one person, in a sliding window.

    Two counters a person: a window that keeps every entry looks through everybody's with each message.
    """

    def __init__(self, messages_per_minute: int) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(messages_per_minute)

    async def take(self, person: str) -> None:
        """Raises TooMany."""
        if not await self._limiter.hit(self._item, person):
            stats = await self._limiter.get_window_stats(self._item, person)
            raise TooMany(max(1, round(stats.reset_time - time.time())))
