"""Several opinions about which passage answers, made into one. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Signals:
    """What each opinion says about each candidate passage; all arrays are as long as ``pieces``.

    ``passage``, ``window``, ``document`` and ``question`` are cosines: with the passage, with its closest
    few lines, with the article as a whole, with the closest of its title and the lines employees typed.
    ``bm25`` counts words.
    """

    pieces: Rows
    articles: Rows
    passage: Scores
    window: Scores
    document: Scores
    question: Scores
    bm25: Scores


@dataclass(frozen=True)
class Weights:
    """How much each opinion counts, in standard deviations. Chosen on development data, see the docs."""

    passage: float = 1.0
    window: float = 0.5
    document: float = 1.5
    question: float = 0.6
    bm25: float = 0.7


def fused(signals: Signals, weights: Weights) -> Scores:
    """One score per candidate. Every opinion is put on the same scale first (mean 0, deviation 1), so that
    a signal with small numbers is heard as well as one with large numbers."""
    total = np.zeros(len(signals.pieces))
    for name in ("passage", "window", "document", "question", "bm25"):
        total += getattr(weights, name) * standardised(getattr(signals, name))
    return total


def standardised(values: Scores) -> Scores:
    """Mean 0 and deviation 1; all zeros when the values do not differ."""
    if not len(values):
        return values
    deviation = float(values.std())
    if deviation < 1e-9:
        return np.zeros(len(values))
    result: Scores = (values - values.mean()) / deviation
    return result


def by_article(signals: Signals, scores: Scores) -> list[tuple[int, int]]:
    """(article, position of its best candidate), the best article first; equal ones in article order."""
    best: dict[int, int] = {}
    for position, article in enumerate(signals.articles.tolist()):
        if article not in best or scores[position] > scores[best[article]]:
            best[article] = position
    return sorted(best.items(), key=lambda item: (-scores[item[1]], item[0]))
