"""Is this request Slack's? Its v0 signature over the raw bytes says so, for five minutes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from slack_sdk.signature import Clock, SignatureVerifier

_SECONDS = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Forged(Exception):
    """Slack did not sign this, or too long ago; the text says which, for the log."""


class Verifier:
    """Checks requests against the app's signing secret."""

    def __init__(self, signing_secret: str, now: Callable[[], datetime]) -> None:
        self._verifier = SignatureVerifier(signing_secret, _DeskClock(now))

    def must_be_slack(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Forged. ``body`` is what came over the wire, before anybody parsed it."""
        sent = headers.get("x-slack-request-timestamp") or ""
        signature = headers.get("x-slack-signature") or ""
        # The library takes both for well-formed: a number, and ASCII.
        if not _SECONDS.fullmatch(sent) or not _SIGNATURE.fullmatch(signature):
            raise Forged("no signature")
        try:
            valid = self._verifier.is_valid(body, sent, signature)
        except UnicodeDecodeError as error:
            raise Forged("not text") from error
        if not valid:
            raise Forged("wrong signature or old")


class _DeskClock(Clock):
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()
