"""Figures from measurements, and the targets they are held against. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

SLOW_MS = 300.0
ENOUGH_A_SECOND = 40.0


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed. Raises ValueError for none."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True)
class Latency:
    """Of answered turns, in milliseconds. ``unanswered`` are turns without an answer."""

    turns: int
    unanswered: int
    p50: float
    p95: float


def latency(milliseconds: Sequence[float | None]) -> Latency:
    """``None`` stands for a turn that was not answered. Without any answer the figures are infinite."""
    took = [one for one in milliseconds if one is not None] or [math.inf]
    unanswered = sum(one is None for one in milliseconds)
    return Latency(len(milliseconds), unanswered, *middle_and_slow(took))


def middle_and_slow(milliseconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p95. Raises ValueError for none."""
    return round(percentile(milliseconds, 0.5), 1), round(percentile(milliseconds, 0.95), 1)


@dataclass(frozen=True)
class Told:
    """One visible line of a conversation, as far as the account of it needs."""

    seq: int
    by: Literal["employee", "bot", "other"]
    text: str


@dataclass(frozen=True)
class Account:
    """How many of the sent messages were not logged or not answered, and what came twice."""

    lost: int
    doubled: int

    def __add__(self, other: Account) -> Account:
        return Account(self.lost + other.lost, self.doubled + other.doubled)


NOTHING_WRONG = Account(0, 0)


def account(lines: Sequence[Told], sent: int) -> Account:
    """Of one conversation that nobody writes in any more. Messages that met in one turn share its answer.

    A message is doubled when it is logged twice, an answer when its words come twice after a message.
    """
    ordered = sorted(lines, key=lambda line: line.seq)
    written = sum(line.by == "employee" for line in ordered)
    last_answer = max((line.seq for line in ordered if line.by == "bot"), default=0)
    unanswered = sum(line.by == "employee" and line.seq > last_answer for line in ordered)
    seqs = Counter(line.seq for line in ordered)
    again = sum(count - 1 for count in seqs.values())
    return Account(max(0, sent - written) + unanswered, max(0, written - sent) + again + repeated(ordered))


def repeated(ordered: Sequence[Told]) -> int:
    """Replies that say what another reply to the same message said."""
    count, said = 0, set[str]()
    for line in ordered:
        if line.by == "employee":
            said = set()
        elif line.by == "bot":
            count += line.text in said
            said.add(line.text)
    return count


@dataclass(frozen=True)
class Step:
    """One rate of the load: messages a second offered, and what became of them."""

    rate: float
    sent: int
    answered_a_second: float
    p50: float
    p95: float
    lost: int
    doubled: int

    @property
    def sound(self) -> bool:
        return self.lost == 0 and self.doubled == 0


def sustained(steps: Sequence[Step]) -> float:
    """The highest rate at which nothing was lost or doubled and 95 of 100 answers took at most 300 ms."""
    return max((step.rate for step in steps if step.sound and step.p95 <= SLOW_MS), default=0.0)


def slow_from(steps: Sequence[Step]) -> float | None:
    """The lowest rate at which p95 passes 300 ms; None when no tried rate was that high."""
    return min((step.rate for step in steps if step.p95 > SLOW_MS), default=None)


@dataclass(frozen=True)
class Target:
    """A figure beside what it should be."""

    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def targets(found: Mapping[str, Any]) -> tuple[Target, ...]:
    """The report's ratios beside their limits."""
    load = found["load"]
    return (
        Target("p50 of a turn / bare stock Rasa", found["turn"]["ratio_p50"], 2.5),
        Target("memory of the bot / stock Rasa", found["memory"]["ratio"], 0.4),
        Target("training / stock pipeline", found["training"]["ratio"], 0.1),
        Target("messages a second, p95 <= 300 ms", load["sustained"], ENOUGH_A_SECOND, at_least=True),
        Target("lost or doubled messages", load["lost"] + load["doubled"], 0),
    )
