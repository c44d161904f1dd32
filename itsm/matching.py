"""Which of a few texts speaks of the same thing as another. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import TypeVar

T = TypeVar("T")
_WORD = re.compile(r"[a-z0-9]{3,}")
_TAG = re.compile(r"<[^>]*>")
_COMMON = frozenset({
    "the", "and", "for", "with", "not", "but", "when", "after", "from", "have", "has", "does", "this", "that",
    "work", "works", "working", "cannot", "can",
})  # fmt: skip


def words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower())) - _COMMON


def best(text: str, among: Iterable[T], said: Callable[[T], str], limit: int) -> tuple[T, ...]:
    """Those that share at least two words with ``text`` (or all of fewer), the most shared first."""
    wanted = words_of(text)
    least = min(2, len(wanted))
    shared = [(len(wanted & words_of(said(each))), each) for each in among]
    found = [(count, each) for count, each in shared if wanted and count >= least]
    return tuple(each for _, each in sorted(found, key=lambda pair: -pair[0])[:limit])


def plain(html: str) -> str:
    """HTML as text: no tags, one space between words."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())
