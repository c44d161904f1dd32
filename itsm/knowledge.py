"""The port for the knowledge base: read what changed, write drafts, count what helped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from itsm.cursor import Cursor


@dataclass(frozen=True)
class Article:
    """``text`` is HTML as the system keeps it. ``state`` is its workflow's word, ``draft`` or ``published``
    among them. ``readers`` is not empty where only some may read it: the ids of who, as far as known."""

    id: str
    number: str
    title: str
    text: str
    state: str
    updated_at: datetime
    valid_to: str = ""
    category: str = ""
    readers: str = ""


class Knowledge(Protocol):
    """Every method may raise Unavailable."""

    async def changed_since(self, cursor: Cursor, limit: int = 100) -> tuple[tuple[Article, ...], Cursor]:
        """Articles changed after the cursor, the earliest first, and the cursor after them."""
        ...

    async def read(self, number: str) -> Article | None:
        """The article of that number, in any state; None when there is none."""
        ...

    async def files(self, articles: Sequence[Article]) -> Mapping[str, tuple[str, ...]]:
        """The names of the files attached to these (at most 100) articles, by article number; an article
        without files has no key."""
        ...

    async def write(self, title: str, text: str, *, key: str, number: str = "") -> Article:
        """A new draft, or with ``number`` that article's title and text. Once per key.

        Raises Refused, NotFound, UnknownOutcome.
        """
        ...

    async def used(self, number: str, *, person: str, key: str) -> None:
        """Somebody was given this article. Once per key. Raises NotFound, Refused, UnknownOutcome."""
        ...

    async def feedback(self, number: str, *, person: str, helped: bool, words: str, key: str) -> None:
        """What somebody said of it. Once per key. Raises NotFound, Refused, UnknownOutcome."""
        ...
