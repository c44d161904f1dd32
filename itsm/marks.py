"""The mark that makes a journal entry recognisable. Pure.

A journal only appends: whether an entry was written already can only be read off the entry itself.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"\s*\[ref:([0-9A-Za-z][0-9A-Za-z-]{7,99})\]\s*\Z")
_ANY = re.compile(r"\[ref:", re.IGNORECASE)


def marked(text: str, key: str) -> str:
    """The text with the key's mark at its end. What looks like a mark in the text itself is defused."""
    return f"{_ANY.sub('(ref:', text).rstrip()}\n[ref:{key}]"


def unmarked(text: str) -> tuple[str, str]:
    """The text without its mark, and the key; "" when somebody else wrote it."""
    found = _MARK.search(text)
    return (text[: found.start()], found.group(1)) if found else (text, "")


def holds(journal: str, key: str) -> bool:
    """Whether a displayed journal has an entry of this key."""
    return f"[ref:{key}]" in journal
