"""Which intents a model takes for which: figures over heard lines. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stack.heard import STRANGER, Heard

BINS = 18
TOO_CLOSE = 0.9
"""From this cosine a held-out line is as good as a training line and measures nothing."""


@dataclass(frozen=True)
class Intent:
    """`recall` of its `lines` that were understood, `precision` of the lines taken for it; 0..1. `precision`
    is None when nothing was taken for it."""

    name: str
    lines: int
    right: int
    taken: int

    @property
    def recall(self) -> float:
        return self.right / self.lines if self.lines else 0.0

    @property
    def precision(self) -> float | None:
        return self.right / self.taken if self.taken else None

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.lines + self.taken) if self.lines + self.taken else 0.0


@dataclass(frozen=True)
class Pair:
    """Lines that mean `meant` and were taken for `taken_for`."""

    meant: str
    taken_for: str
    lines: tuple[Heard, ...]


@dataclass(frozen=True)
class Matrix:
    """`rows[r][c]`: how many lines of intent `names[r]` were taken for `names[c]`; the diagonal holds what
    was understood. Intents that are never confused are not in it."""

    names: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Bin:
    """Share (0..1) of the lines whose nearest training line has a cosine in [`start`, `end`)."""

    start: float
    end: float
    share: float
    count: int


def intents(lines: Sequence[Heard]) -> tuple[Intent, ...]:
    """Every intent that has lines, by name."""
    asked = Counter(line.label for line in lines)
    taken = Counter(line.taken_for for line in lines)
    right = Counter(line.label for line in lines if line.right)
    return tuple(Intent(name, asked[name], right[name], taken[name]) for name in sorted(asked))


def macro_f1(found: Sequence[Intent]) -> float:
    """The mean of the intents' F1, each counting the same however many lines it has."""
    return sum(one.f1 for one in found) / len(found) if found else 0.0


def pairs(lines: Sequence[Heard]) -> tuple[Pair, ...]:
    """What was taken for what, the commonest first."""
    found: dict[tuple[str, str], list[Heard]] = {}
    for line in lines:
        if not line.right:
            found.setdefault((line.label, line.taken_for), []).append(line)
    ordered = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    return tuple(Pair(meant, taken, tuple(wrong)) for (meant, taken), wrong in ordered)


def matrix(lines: Sequence[Heard], most: int = 32) -> Matrix:
    """The `most` intents that are confused most often, by name; what belongs to no intent comes last."""
    confused = Counter[str]()
    for pair in pairs(lines):
        confused.update({pair.meant: len(pair.lines), pair.taken_for: len(pair.lines)})
    chosen = sorted(confused, key=lambda name: (-confused[name], name))[:most]
    names = tuple(sorted(chosen, key=lambda name: (name == STRANGER, name)))
    counted = Counter((line.label, line.taken_for) for line in lines)
    return Matrix(names, tuple(tuple(counted[row, column] for column in names) for row in names))


def closeness(lines: Sequence[Heard], count: int = BINS) -> tuple[Bin, ...]:
    """How near the lines lie to what was trained, in `count` bins between 0.1 and 1."""
    nearest = [max(line.near[0].cosine, 0.1) for line in lines if line.near]
    if not nearest:
        return ()
    width = 0.9 / count
    places = Counter(min(count - 1, int((cosine - 0.1) / width + 1e-9)) for cosine in nearest)
    return tuple(
        Bin(round(0.1 + n * width, 4), round(0.1 + (n + 1) * width, 4), places[n] / len(nearest), places[n])
        for n in range(count)
    )


def closest(lines: Sequence[Heard]) -> float | None:
    """The largest cosine between a line and its nearest training line; None when none was looked up."""
    return max((line.near[0].cosine for line in lines if line.near), default=None)
