"""A telephone number in somebody's words, or none: plausible, not proved to ring."""

from __future__ import annotations

import re

MOST_TEXT = 300
"""Characters; nobody needs more to say a number, and longer texts are not searched."""
_DATE = re.compile(r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b")
_LONG = re.compile(r"(?<![\w:+])(\+?\(?\d(?:[ ().\-/]{0,3}\d){6,16})(?![\w:])")
_INTERNAL = re.compile(
    r"(?:^|\b(?:ext|extension|internal|number|phone|desk|at|on|is)\b[.:]?) *(\d{3,6})(?: *[.!])?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\bat +\d{3,4}\b", re.IGNORECASE)
_PACKED_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def phone_in(text: str) -> tuple[str, str]:
    """(number, the other words). The number as ``+`` and digits, or digits alone; ("", text) for none.

    International: 8 to 15 digits after ``+`` or ``00``. National: 7 to 12. Internal: 3 to 6, at the end.
    """
    if len(text) > MOST_TEXT:
        return "", text
    searched = _DATE.sub(lambda found: "#" * len(found[0]), text.strip())
    for found in _LONG.finditer(searched):
        if number := _plausible(found[1]):
            return number, _without(text.strip(), found)
    internal = None if _CLOCK.search(searched) else _INTERNAL.search(searched)
    return (internal[1], _without(text.strip(), internal)) if internal else ("", text)


def _plausible(written: str) -> str:
    """The number without its punctuation; "" when no telephone has such a one."""
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    plus = written.startswith(("+", "(+"))
    if not plus and digits.startswith("00"):
        plus, digits = True, digits[2:]
    if len(set(digits)) == 1 or (not plus and _PACKED_DATE.fullmatch(digits)):
        return ""
    if plus:
        return f"+{digits}" if 8 <= len(digits) <= 15 and digits[0] != "0" else ""
    return digits if 7 <= len(digits) <= 12 else ""


def _without(text: str, found: re.Match[str]) -> str:
    return (text[: found.start(1)] + " " + text[found.end(1) :]).strip()
