"""How what is known of a case raises its impact and urgency. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Raise:
    """When ``fact`` has one of ``values``, impact and urgency are at most these (1 high .. 3 low)."""

    fact: str
    values: tuple[str, ...]
    impact: int = 3
    urgency: int = 3

    def applies(self, known: Mapping[str, str]) -> bool:
        value = known.get(self.fact, "")
        several = value.isdigit() and int(value) >= 2 and "2+" in self.values
        return value in self.values or several


def raised(raises: Iterable[Raise], impact: int, urgency: int, known: Mapping[str, str]) -> tuple[int, int]:
    """Impact and urgency with everything that makes it more: never less urgent than before."""
    matching = [each for each in raises if each.applies(known)]
    return (
        min([impact, *(each.impact for each in matching)]),
        min([urgency, *(each.urgency for each in matching)]),
    )


def lowered(lowers: Iterable[Raise], impact: int, urgency: int, known: Mapping[str, str]) -> tuple[int, int]:
    """Impact and urgency where the person says that it can wait: never more urgent than before."""
    matching = [each for each in lowers if each.applies(known)]
    return impact, max([urgency, *(each.urgency for each in matching)])
