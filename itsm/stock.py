"""The port for stock: what lies in a stockroom, and one piece of it put aside for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Level:
    """``available`` pieces of a model in a stockroom; never below 0."""

    model: str
    model_name: str
    stockroom: str
    available: int


@dataclass(frozen=True)
class Reservation:
    """One piece that is put aside. ``asset`` is its id, ``tag`` what is written on it ("" for none)."""

    asset: str
    model: str
    stockroom: str
    person: str
    tag: str = ""


class Stock(Protocol):
    """Every method may raise Unavailable. A piece is promised to one person only."""

    async def model(self, name: str) -> str:
        """The id of the model of that name; empty for none, or for several of that name."""
        ...

    async def levels(self, model: str, stockroom: str = "") -> tuple[Level, ...]:
        """Where the model (its id) is available, the most first."""
        ...

    async def reserve(self, model: str, *, person: str, key: str, stockroom: str = "") -> Reservation | None:
        """Put one piece aside; None when there is none. Once per key, however often it is called.

        However many ask at once in this process, no more is promised than there is. Two processes that
        take the same piece in the same instant are told apart by reading the row again; where that cannot
        decide, neither has it and a lead is told by the log.

        Raises Refused (unknown person), UnknownOutcome: call again with the same key.
        """
        ...

    async def release(self, reservation: Reservation, *, key: str) -> bool:
        """Put it back; False when it is not this person's any more. Of a heap (one row of many pieces) the
        last forty or so reservations can be put back; earlier ones have been fetched."""
        ...
