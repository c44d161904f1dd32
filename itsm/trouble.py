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


@dataclass(frozen=True)
class Other:
    """Somebody else's open incident: to compare with, and for agents to see. An employee hears a count."""

    number: str
    short_description: str


class Trouble(Protocol):
    """Every method may raise Unavailable. Whose an incident is cannot be read here."""

    async def outages(self, at: datetime) -> tuple[Outage, ...]:
        """What is out, degraded or under maintenance at ``at`` (aware), the newest first."""
        ...

    async def outage(self, number: str) -> Outage | None:
        """The outage of that number, also when it is over; None when there is no such one to be seen."""
        ...

    async def affected(self, incident: str, text: str, *, key: str) -> None:
        """Tell the agents of that incident, in a note that only they read, who has it too. Once per key.

        Raises NotFound, IllegalMove when the incident has ended, Refused, and UnknownOutcome when it may or
        may not have been done: call again with the same key.
        """
        ...

    async def similar(self, *, category: str, subcategory: str, since: datetime, caller: str) -> int:
        """How many others have an open incident of this kind, opened since then. 0 for no category."""
        ...

    async def others(
        self, *, category: str, since: datetime, caller: str, limit: int = 30
    ) -> tuple[Other, ...]:
        """Others' open incidents of the category, opened since then, newest first. None for no category."""
        ...

    async def known_errors(self, words: str, limit: int = 3) -> tuple[KnownError, ...]:
        """Open problems with a workaround that share words with the description, the most shared first."""
        ...
