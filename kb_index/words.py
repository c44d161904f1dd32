"""Text -> the words BM25 counts. The same for articles and questions, or nothing would match."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STOP = frozenset(
    """
    a an and any are as at be been but by can can't cannot could did do does doesn't don't for from get got
    had has have how i i'm i've if in is isn't it it's its just me my no not of on or our please so some that
    the their them then there they this to up us was we were what when where which while who why will with
    won't would you your
    """.split()  # noqa: SIM905 - ninety words in quotes are harder to read
)


def words(text: str) -> list[str]:
    """Small letters, no stop words, plural endings off: "My printers" -> ["printer"]."""
    found = (match.group().casefold().replace("’", "'") for match in _WORD.finditer(text))
    return [_singular(word) for word in found if word not in _STOP]


def _singular(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
