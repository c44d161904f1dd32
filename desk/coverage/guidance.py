"""A flow or an article, and what keeps it from being relied on. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Guidance:
    """What an employee is helped with. ``topic`` is the one its author wrote into it.

    ``standing`` is why it is said to nobody ("a draft"), "" when it may be said; ``unreadable`` is what is
    wrong with a file that says nothing at all. ``requests``: a flow that may end in a request. ``title`` and
    ``text`` are an article's.
    """

    kind: Literal["flow", "article"]
    name: str
    topic: str = ""
    owner: str = ""
    review: date | None = None
    valid_until: date | None = None
    standing: str = ""
    retired: bool = False
    unreadable: str = ""
    requests: bool = False
    title: str = ""
    text: str = ""

    def gaps(self, today: date) -> tuple[str, ...]:
        """What is missing or over, each as a lead reads it: "flow vpn_problem: no owner"."""
        found = (f"cannot be read: {self.unreadable}",) if self.unreadable else self._missing(today)
        return tuple(f"{self.kind} {self.name}: {each}" for each in found)

    def _missing(self, today: date) -> Iterator[str]:
        if not self.owner:
            yield "no owner"
        if self.review is None:
            yield "no review date"
        elif self.review < today:
            yield f"review was due on {self.review}"
        if self.valid_until and self.valid_until < today:
            yield f"not valid after {self.valid_until}"
        if self.standing:
            yield self.standing
