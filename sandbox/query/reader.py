"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Sql = tuple[str, list[str]]


@dataclass(frozen=True)
class Reader:
    """Who asks and when: what ``javascript:gs.getUserID()`` and its like stand for.

    ``exact`` compares texts letter by letter; without it a capital is no difference.
    """

    user_id: str
    user_name: str
    now: datetime
    time_zone: str = "UTC"
    exact: bool = False
