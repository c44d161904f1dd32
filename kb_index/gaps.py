"""What employees asked and no article answered -> the articles that should be written. Pure but for the port.

Questions that mean about the same are one gap. A gap is named by the words that tell it from the others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kb_index.encoding import Vectors
from kb_index.words import words

ALIKE = 0.55  # mean cosine of two groups that are one gap
MOST = 4_000  # different questions; the newest, as all pairs are compared
NAME_WORDS, EXAMPLES = 3, 3


@dataclass(frozen=True)
class Logged:
    """A question that was not answered well. ``article`` is the one that did not help; ``at`` is ISO 8601."""

    question: str
    reason: str
    article: str = ""
    at: str = ""


@dataclass(frozen=True)
class Nearest:
    """The article that comes closest; ``score`` is the chance that it answers."""

    article: str
    title: str
    score: float


@dataclass(frozen=True)
class Gap:
    """``examples`` begin with the most typical. ``articles`` did not help, each so many times."""

    name: str
    count: int
    reasons: Mapping[str, int]
    examples: tuple[str, ...]
    articles: Mapping[str, int] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    nearest: Nearest | None = None


def distinct(logged: Sequence[Logged]) -> list[list[Logged]]:
    """The same words are one question, however often asked; the newest ``MOST``."""
    groups: dict[str, list[Logged]] = {}
    for one in sorted(logged, key=lambda one: one.at, reverse=True):
        groups.setdefault(" ".join(one.question.casefold().split()).strip(" .!?"), []).append(one)
    return list(groups.values())[:MOST]


def clustered(vectors: Vectors, alike: float = ALIKE) -> list[list[int]]:
    """Rows that belong together, by average linkage; the order of rows within a group is kept."""
    if len(vectors) < 2:
        return [[row] for row in range(len(vectors))]
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    tree = linkage(np.maximum(pdist(vectors, "cosine"), 0.0), "average")
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(fcluster(tree, 1 - alike, "distance").tolist()):
        groups.setdefault(label, []).append(row)
    return list(groups.values())


def gaps(groups: Sequence[Sequence[Logged]], vectors: Vectors) -> list[tuple[Gap, int]]:
    """Each gap with the row of its most typical question; the most asked first."""
    clusters = clustered(vectors)
    spoken = [Counter(w for row in rows for w in set(words(groups[row][0].question))) for rows in clusters]
    everywhere = Counter(word for said in spoken for word in said)
    found = []
    for rows, said in zip(clusters, spoken, strict=True):
        typical = _typical(rows, vectors)
        name = _name(said, everywhere, len(clusters), groups[typical][0])
        found.append((_gap(rows, groups, typical, name), typical))
    return sorted(found, key=lambda pair: (-pair[0].count, pair[0].name))


def _gap(
    rows: Sequence[int], groups: Sequence[Sequence[Logged]], typical: int, name: str
) -> Gap:
    asked = [one for row in rows for one in groups[row]]
    times = sorted(one.at for one in asked if one.at)
    others = sorted((row for row in rows if row != typical), key=lambda row: -len(groups[row]))
    examples = tuple(groups[row][0].question for row in [typical, *others][:EXAMPLES])
    return Gap(
        name, len(asked), dict(Counter(one.reason for one in asked)), examples,
        dict(Counter(one.article for one in asked if one.article)), times[0] if times else "",
        times[-1] if times else "",
    )


def _typical(rows: Sequence[int], vectors: Vectors) -> int:
    """The row closest to the middle."""
    own = vectors[list(rows)]
    return rows[int(np.argmax(own @ own.mean(axis=0)))]


def _name(said: Counter[str], everywhere: Counter[str], clusters: int, typical: Logged) -> str:
    """The words of most weight, in the order of the typical question; a question of stop words is itself."""
    weight = {word: count * math.log(1 + clusters / everywhere[word]) for word, count in said.items()}
    order = {word: place for place, word in enumerate(words(typical.question))}
    best = sorted(weight, key=lambda word: (-weight[word], order.get(word, len(order)), word))[:NAME_WORDS]
    return " ".join(sorted(best, key=lambda word: (order.get(word, len(order)), word))) or typical.question
