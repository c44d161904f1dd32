"""Payment card numbers in text: a known issuer's prefix and length, and a right Luhn check digit.

A phone's IMEI passes Luhn too; it has fifteen digits and no card issuer's prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_RUN = re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,}(?!\w)")
_GROUP = re.compile(r"\d+")
_LONGEST = 19
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]|2[2-7])\d{14}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3[068]\d{12}"  # Diners Club
    r"|35\d{14}"  # JCB
    r"|6\d{15,18}"  # Discover, Maestro, UnionPay
)


def card_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where card numbers stand, written in one piece or in groups."""
    for run in _RUN.finditer(text):
        groups = [group.span() for group in _GROUP.finditer(text, run.start(), run.end())]
        yield from _within(text, groups)


def _within(text: str, groups: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The longest card number that starts at each group; what follows a number starts a new search."""
    first = 0
    while first < len(groups):
        last = _card_ends(text, groups, first)
        if last is None:
            first += 1
        else:
            yield groups[first][0], groups[last][1]
            first = last + 1


def _card_ends(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    digits, found = "", None
    for last in range(first, len(groups)):
        digits += text[slice(*groups[last])]
        if len(digits) > _LONGEST:
            break
        if _ISSUERS.fullmatch(digits) and luhn(digits):
            found = last
    return found


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
