"""Take secrets out of what people type, before anything is logged.

Passwords, tokens, card numbers and one-time codes, each replaced by words that say what was removed. What
only talks about a password ("my password is expired") stays as it is. Every pattern is anchored where a
word starts and bounded in length, so a megabyte takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from language.card_numbers import card_numbers
from language.passwords import passwords

Span = tuple[int, int]

REMOVED = {
    "token": "[token removed]",
    "password": "[password removed]",
    "one_time_code": "[one-time code removed]",
    "card_number": "[card number removed]",
}

_START = r"(?<![\w-])"
_TOKENS = tuple(
    re.compile(pattern)
    for pattern in (
        r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\Z)",
        _START + r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?",  # JWT
        _START + r"(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w)",  # AWS access key id
        _START + r"gh[pousr]_[A-Za-z0-9]{30,}",
        _START + r"github_pat_\w{20,}",
        _START + r"glpat-[\w-]{20,}",
        _START + r"xox[abeprs]-[\w-]{10,}",
        _START + r"AIza[\w-]{35}",
        _START + r"[sr]k_(?:live|test)_\w{10,}",
        _START + r"sk-[\w-]{20,}",
        _START + r"(?:\d{6}-){7}\d{6}(?!\d)",  # BitLocker recovery key
    )
)
_NAMED_TOKEN = re.compile(
    _START
    + r"(?:bearer[ \t]{1,5}"
    r"|(?:(?:api|access|private|recovery|secret|auth|session|client|refresh|bearer)[ _-]?)?"
    r"(?:api[ _-]?key|token|secret(?:[ _-]?access)?(?:[ _-]?key)?|key)"
    r"[ \t]{0,5}(?:[:=]|\bis\b|\bwas\b)[ \t]{0,5}(?:bearer[ \t]{1,5})?)"
    r"[\"'`]?((?=[^\s\"'`]{0,200}\d)[\w.~+/=-]{16,})",
    re.IGNORECASE,
)
_AWS_SECRET = re.compile(
    _START + r"aws_\w{3,30}[ \t]{0,5}[:=][ \t]{0,5}[\"']?([A-Za-z0-9/+=]{20,})", re.IGNORECASE
)
_ONE_TIME_CODE = re.compile(
    _START
    + r"(?:otp|totp|one[- ]?time[- ](?:code|password|passcode|pin)|"
    r"(?:verification|2fa|mfa|two[- ]factor|sms|text|authenticat(?:or|ion)|login|log-?in|sign-?in|security|"
    r"confirmation|access)[- ]code)\b"
    r"(?:[ \t]{0,3}(?:is|was|says|shows|it|said|reads|:|=|-|#|i got|i got is)){0,3}[ \t\n]{0,3}[\"']?"
    r"(\d{4,8}|\d{3}[ -]\d{3})(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Redacted:
    """``found`` names the kinds that were removed, in order of appearance, each once."""

    text: str
    found: tuple[str, ...] = ()


def redact(text: str) -> Redacted:
    """The text without its secrets. Redacting twice changes nothing more."""
    spans = _without_overlaps(
        (start, end, kind) for kind, found in _finders(text) for start, end in found if end > start
    )
    pieces, at = [], 0
    for start, end, kind in spans:
        pieces += [text[at:start], REMOVED[kind]]
        at = end
    kinds = dict.fromkeys(kind for _, _, kind in spans)
    return Redacted("".join([*pieces, text[at:]]), tuple(kinds))


def _finders(text: str) -> Iterator[tuple[str, Iterable[Span]]]:
    for pattern in _TOKENS:
        yield "token", (match.span() for match in pattern.finditer(text))
    for pattern in (_NAMED_TOKEN, _AWS_SECRET):
        yield "token", (match.span(1) for match in pattern.finditer(text))
    yield "one_time_code", (match.span(1) for match in _ONE_TIME_CODE.finditer(text))
    yield "password", passwords(text)
    yield "card_number", card_numbers(text)


def _without_overlaps(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Spans in order of appearance; of two that overlap, the union under the earlier one's kind."""
    merged: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            before = merged[-1]
            merged[-1] = (before[0], max(before[1], end), before[2])
        else:
            merged.append((start, end, kind))
    return merged
