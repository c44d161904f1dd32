"""What a model understood of lines it was not trained on, and what another one changed about it. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STRANGER = "out_of_scope"
"""The label of a line that belongs to no intent."""
REFUSED = frozenset({STRANGER, "nlu_fallback"})
"""What the bot makes of a line that it does not know; for a stranger either is right."""


@dataclass(frozen=True)
class Near:
    """A training line near to a held-out one. `cosine` is that of their sentence vectors."""

    text: str
    intent: str
    cosine: float


@dataclass(frozen=True)
class Heard:
    """One line: what it means (`label`), what it was taken for, how surely, and what lies near it."""

    text: str
    label: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    near: tuple[Near, ...] = ()

    @property
    def right(self) -> bool:
        return self.intent == self.label or (self.label == STRANGER and self.intent in REFUSED)

    @property
    def taken_for(self) -> str:
        """The intent, with one name for every way to be refused."""
        return STRANGER if self.intent in REFUSED else self.intent


@dataclass(frozen=True)
class Share:
    """`right` of `lines`."""

    right: int
    lines: int

    def __str__(self) -> str:
        return f"{100 * self.right / self.lines:.1f} %" if self.lines else "-"


@dataclass(frozen=True)
class Change:
    """An intent's lines understood before and now."""

    intent: str
    lines: int
    before: int
    now: int


@dataclass(frozen=True)
class Flip:
    """A line that is understood by one of two models only, and what each took it for."""

    text: str
    label: str
    before: str
    now: str


@dataclass(frozen=True)
class Compared:
    """Two models on the lines that both heard; `apart` counts those that one heard alone."""

    before: Share
    now: Share
    changes: tuple[Change, ...]
    lost: tuple[Flip, ...]
    won: tuple[Flip, ...]
    apart: int


def read(file: Path) -> tuple[Heard, ...]:
    """The rows that `python -m bot parse --out` wrote. Raises OSError, and ValueError for other rows."""
    try:
        return tuple(_row(json.loads(line)) for line in file.read_text("utf-8").splitlines() if line.strip())
    except (KeyError, TypeError) as error:
        raise ValueError(f"{file}: not what `bot parse` writes: {error}") from error


def _row(row: dict[str, Any]) -> Heard:
    ranking = tuple((str(one["intent"]), float(one["confidence"])) for one in row.get("ranking") or ())
    near = tuple(Near(one["text"], one["intent"], float(one["cosine"])) for one in row.get("near") or ())
    return Heard(row["text"], row["label"], row["intent"], float(row["confidence"]), ranking, near)


def share(lines: Iterable[Heard]) -> Share:
    """How many of the lines are understood."""
    judged = [line.right for line in lines]
    return Share(sum(judged), len(judged))


def compare(before: Sequence[Heard], now: Sequence[Heard]) -> Compared:
    """What changed, intent by intent (the greatest losses first) and line by line."""
    old = {(line.text, line.label): line for line in before}
    pairs = [(old[line.text, line.label], line) for line in now if (line.text, line.label) in old]
    return Compared(
        share(one for one, _ in pairs),
        share(two for _, two in pairs),
        _changes(pairs),
        tuple(_flip(one, two) for one, two in pairs if one.right and not two.right),
        tuple(_flip(one, two) for one, two in pairs if two.right and not one.right),
        len(before) + len(now) - 2 * len(pairs),
    )


def _changes(pairs: Sequence[tuple[Heard, Heard]]) -> tuple[Change, ...]:
    lines = Counter(one.label for one, _ in pairs)
    before = Counter(one.label for one, _ in pairs if one.right)
    now = Counter(two.label for _, two in pairs if two.right)
    found = [Change(name, count, before[name], now[name]) for name, count in lines.items()]
    return tuple(sorted(found, key=lambda one: (one.now - one.before, one.intent)))


def _flip(one: Heard, two: Heard) -> Flip:
    return Flip(two.text, two.label, one.intent, two.intent)
