"""How far somebody has read a table that only tells when a row changed last. Pure.

Rows change within the same second, and a change may become visible a moment after a later one. So a
reader goes back a little each time and leaves out what it has seen: ``seen`` holds the rows of that
stretch with their number of changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

OVERLAP = timedelta(seconds=15)


@dataclass(frozen=True)
class Change:
    """That the row ``id`` changed for the ``count``-th time, at ``at`` (aware, in whole seconds)."""

    id: str
    at: datetime
    count: int


@dataclass(frozen=True)
class Cursor:
    """``at`` is the newest change read. ``seen`` maps ids to counts."""

    at: datetime
    seen: Mapping[str, tuple[datetime, int]] = field(default_factory=dict)

    @property
    def since(self) -> datetime:
        """Read from here on, this second included."""
        return self.at - OVERLAP

    def is_new(self, change: Change) -> bool:
        return change.at >= self.since and self.seen.get(change.id, (change.at, -1))[1] < change.count

    def after(self, changes: list[Change]) -> Cursor:
        """The cursor when these were read, too."""
        newest = max([self.at, *(change.at for change in changes)])
        seen = {**self.seen, **{change.id: (change.at, change.count) for change in changes}}
        kept = {id_: pair for id_, pair in seen.items() if pair[0] >= newest - OVERLAP}
        return Cursor(newest, kept)

    def to_json(self) -> dict[str, Any]:
        seen = {id_: [at.isoformat(), count] for id_, (at, count) in self.seen.items()}
        return {"at": self.at.isoformat(), "seen": seen}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Cursor:
        """Raises ValueError or KeyError for anything else than what ``to_json`` gave."""
        seen = {id_: (datetime.fromisoformat(at), int(n)) for id_, (at, n) in kept["seen"].items()}
        return cls(datetime.fromisoformat(kept["at"]), seen)
