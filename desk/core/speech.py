"""Which of the desk's words fit: the wording itself is in data/standards."""

from __future__ import annotations

from typing import Protocol


class Words(Protocol):
    def wording(self, key: str, **values: object) -> str: ...


def waiting(words: Words, place: int, minutes: int | None) -> tuple[str, str]:
    """(key, text) for somebody who stands at ``place`` in the queue."""
    if minutes is None:
        return "queued_no_estimate", words.wording("queued_no_estimate", place=place)
    if place == 1:
        return "queued_next", words.wording("queued_next")
    wait = words.wording("wait_minute") if minutes == 1 else words.wording("wait_minutes", minutes=minutes)
    return "queued", words.wording("queued", place=place, wait=wait)


def nobody(words: Words, is_open: bool, opens: str) -> tuple[str, str]:
    """(key, text) when no agent is there: signed out, or closed until ``opens``."""
    if is_open:
        return "nobody_signed_in", words.wording("nobody_signed_in")
    if opens:
        return "closed", words.wording("closed", opens=opens)
    return "closed_no_time", words.wording("closed_no_time")


def removed(words: Words, found: tuple[str, ...]) -> str:
    """What to say about secrets that were taken out of a message."""
    keys = ("password", "card_number", "token")
    kinds = [kind if kind in keys else "token" for kind in dict.fromkeys(found)]
    return " ".join(words.wording(f"removed_{kind}") for kind in dict.fromkeys(kinds))
