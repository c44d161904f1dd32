"""The port for what is wrong beyond one incident: outages, others with the same, known ways around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True)
class Outage:
    """``end`` is None while nobody knows; ``incident`` is the number that is worked on, "" for none."""

    number: str
    service: str
    kind: Literal["outage", "degradation", "planned"]
    begin: datetime
    text: str = ""
    end: datetime | None = None
    incident: str = ""


@dataclass(frozen=True)
class KnownError:
    """A problem whose cause is known; ``workaround`` is plain text."""

    number: str
    short_description: str
    workaround: str


class Trouble(Protocol):
    """Every method may raise Unavailable. Nobody's incident can be read here: others are a count."""

    async def outages(self, at: datetime) -> tuple[Outage, ...]:
        """What is out, degraded or under maintenance at ``at`` (aware), the newest first."""
        ...

    async def similar(self, *, category: str, subcategory: str, since: datetime, caller: str) -> int:
        """How many others have an open incident of this kind, opened since then. 0 for no category."""
        ...

    async def known_errors(self, words: str, limit: int = 3) -> tuple[KnownError, ...]:
        """Open problems with a workaround that share words with the description, the most shared first."""
        ...
