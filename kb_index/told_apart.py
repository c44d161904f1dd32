"""What tells the lines of one article from those of all others: a softmax regression over their vectors.

A cosine says how near a line is; it does not say that "phone" is in the lines of thirty articles and
"hotspot" in those of one. Learnt at a build, where authors wrote how employees ask; numpy only. The lines
that no article answers are a class of their own: the odds against it say whether a question is covered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_index.encoding import Vectors

Rows = NDArray[np.int64]
STRENGTH = 30.0  # how far the lines are believed: the inverse of the penalty on large weights
STEPS, RATE = 100, 0.5
MOST = 6_000_000  # lines times articles: beyond, a build would take too long
_MOMENTUM, _SCALE = 0.9, 0.99  # of Adam


@dataclass(frozen=True)
class ToldApart:
    """``weights`` (dimensions + 1, articles + 1), float32: the last row is added whatever is asked, the last
    column is that of no article."""

    weights: Vectors

    def of(self, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of each article the log odds that its lines are like this one, against those that none answers."""
        scores = (vector @ self.weights[:-1] + self.weights[-1]).astype(np.float64)
        odds: NDArray[np.float64] = scores[:-1] - scores[-1]
        return odds


@dataclass(frozen=True)
class Taught:
    """The lines to learn from, and of each its article; ``articles`` stands for none of them."""

    vectors: Vectors
    classes: Rows
    articles: int

    @property
    def learnable(self) -> bool:
        """Whether there is something to tell apart, and a build has the time to learn it."""
        return self.articles > 1 and len(self.vectors) * self.articles <= MOST

    def without(self, left_out: NDArray[np.bool_]) -> Taught:
        return Taught(self.vectors[~left_out], self.classes[~left_out], self.articles)


def learn(taught: Taught) -> ToldApart:
    """The same lines give the same weights. Full steps of Adam, each smaller than the one before."""
    rows = np.hstack([taught.vectors, np.ones((len(taught.vectors), 1), dtype=np.float32)])
    weights = np.zeros((rows.shape[1], taught.articles + 1), dtype=np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    penalty = np.full((len(weights), 1), 1 / (STRENGTH * len(rows)), dtype=np.float32)
    penalty[-1] = 0
    for step in range(1, STEPS + 1):
        gradient = rows.T @ _wrong(rows @ weights, taught.classes) + penalty * weights
        mean = _MOMENTUM * mean + (1 - _MOMENTUM) * gradient
        square = _SCALE * square + (1 - _SCALE) * gradient**2
        size = np.sqrt(square / (1 - _SCALE**step)) + 1e-8
        rate = RATE * (1 - (step - 1) / STEPS)
        weights -= np.float32(rate) * (mean / (1 - _MOMENTUM**step) / size).astype(np.float32)
    return ToldApart(weights)


def _wrong(scores: Vectors, classes: Rows) -> Vectors:
    """The loss, a mean over the rows, by each score."""
    sure: Vectors = np.exp(scores - scores.max(axis=1, keepdims=True))
    sure /= sure.sum(axis=1, keepdims=True)
    sure[np.arange(len(classes)), classes] -= 1
    return sure / np.float32(len(classes))
