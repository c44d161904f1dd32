"""Which intent a message has, and whether it has any: learnt from lines, held in plain arrays.

Three views of a message vote on the intent: its sentence vector, its words and letters, and the nearest
training line of each intent. Whether it belongs to any intent is read from the first view's certainty and
the nearest lines; the threshold comes from a cross-validation over the training lines alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot import softmax
from bot.letters import Letters
from bot.softmax import Softmax, log_softmax

STRANGER = "oos"  # label of lines that belong to no intent: they may set the threshold, never be one
_SHARPNESS = 1.5  # how fast the probability of "out of scope" turns around the threshold


@dataclass(frozen=True)
class Parameters:
    """See config.yml for what each means."""

    dense_c: float = 10.0
    dense_iterations: int = 100
    sparse_c: float = 20.0
    sparse_iterations: int = 20
    sparse_weight: float = 0.5
    nearest_weight: float = 5.0
    neighbours: int = 5
    neighbours_weight: float = 5.0
    folds: int = 4
    refused_in_scope: float = 0.04


@dataclass(frozen=True)
class Readings:
    """Per text: log probabilities of the intents, and how at home it is among them (higher is surer)."""

    logs: np.ndarray
    at_home: np.ndarray


@dataclass(frozen=True)
class Intents:
    """A trained model. ``bank`` holds the training vectors, ``bank_classes`` whose they are."""

    names: tuple[str, ...]
    dense: Softmax
    letters: Letters
    sparse: Softmax
    bank: np.ndarray
    bank_classes: np.ndarray
    threshold: float
    parameters: Parameters

    def read(self, texts: Sequence[str], vectors: np.ndarray) -> Readings:
        dense = self.dense.log_probabilities(vectors)
        cosines = vectors @ self.bank.T
        votes = dense + self.parameters.nearest_weight * nearest(cosines, self.bank_classes, len(self.names))
        if self.parameters.sparse_weight:
            letters = self.sparse.log_probabilities(self.letters.rows(texts))
            votes = votes + self.parameters.sparse_weight * letters
        return Readings(log_softmax(votes), at_home(dense, cosines, self.parameters))

    def out_of_scope(self, at_home_scores: np.ndarray) -> np.ndarray:
        """Probability, a half exactly at the threshold."""
        turned: np.ndarray = 1 / (1 + np.exp(_SHARPNESS * (at_home_scores - self.threshold)))
        return turned


def nearest(cosines: np.ndarray, classes: np.ndarray, count: int) -> np.ndarray:
    """The largest cosine to each class's lines. ``classes`` is sorted."""
    best = np.full((len(cosines), count), -1.0, dtype=np.float32)
    starts = np.searchsorted(classes, np.arange(count))
    present = np.unique(classes)
    best[:, present] = np.maximum.reduceat(cosines, starts[present], axis=1)
    return best


def at_home(dense: np.ndarray, cosines: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Certainty of the first view, plus the mean cosine of the nearest lines."""
    k = min(parameters.neighbours, cosines.shape[1])
    near = np.partition(cosines, cosines.shape[1] - k, axis=1)[:, -k:].mean(axis=1)
    score: np.ndarray = dense.max(axis=1) + parameters.neighbours_weight * near
    return score


def learn(
    texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str], parameters: Parameters
) -> Intents:
    """Train on lines. Raises ValueError when fewer than two intents have lines."""
    known = np.array([label != STRANGER for label in labels])
    names = tuple(sorted({label for label in labels if label != STRANGER}))
    if len(names) < 2:
        raise ValueError(f"at least two intents with lines are needed, found {len(names)}")
    order = sorted(np.flatnonzero(known), key=lambda row: names.index(labels[row]))
    classes = np.array([names.index(labels[row]) for row in order])
    bank, kept = np.ascontiguousarray(vectors[order]), [texts[row] for row in order]
    letters = Letters.learn(kept)
    return Intents(
        names,
        _dense(bank, classes, len(names), parameters),
        letters,
        _sparse(letters.rows(kept), classes, len(names), parameters),
        bank,
        classes,
        threshold(bank, classes, vectors[~known], parameters),
        parameters,
    )


def _dense(vectors: np.ndarray, classes: np.ndarray, count: int, parameters: Parameters) -> Softmax:
    return softmax.fit(
        vectors, classes, count, c=parameters.dense_c, iterations=parameters.dense_iterations
    )


def _sparse(rows: softmax.Matrix, classes: np.ndarray, count: int, parameters: Parameters) -> Softmax:
    return softmax.fit(
        rows, classes, count, c=parameters.sparse_c, iterations=parameters.sparse_iterations
    )


def threshold(
    vectors: np.ndarray, classes: np.ndarray, strangers: np.ndarray, parameters: Parameters
) -> float:
    """Where a message stops being at home: below it lies the share ``refused_in_scope`` of held-out lines.

    Lines known to be out of scope, if there are enough, raise it while that refuses them rather than lines.
    """
    scores, strange = held_out(vectors, classes, strangers, parameters)
    found = float(np.quantile(scores, parameters.refused_in_scope))
    if len(strange) < 20:
        return found
    shares = np.linspace(parameters.refused_in_scope, 3 * parameters.refused_in_scope, 9)
    candidates = np.quantile(scores, shares)
    gains = [(strange < c).mean() - 2 * (scores < c).mean() for c in candidates]
    return float(candidates[int(np.argmax(gains))])


def held_out(
    vectors: np.ndarray, classes: np.ndarray, strangers: np.ndarray, parameters: Parameters
) -> tuple[np.ndarray, np.ndarray]:
    """How at home each line is in a model trained without it, and each stranger on average over those.

    An intent's lines are dealt to the parts in turn, so that each part's model knows every intent.
    """
    folds = max(2, min(parameters.folds, int(np.bincount(classes).max())))
    place = np.arange(len(classes)) - np.searchsorted(classes, classes)
    count = int(classes.max()) + 1
    scores = np.zeros(len(classes))
    strange = np.zeros((folds, len(strangers)))
    for fold in range(folds):
        out = place % folds == fold
        if not out.any():
            continue
        model = _dense(vectors[~out], classes[~out], count, parameters)
        scores[out] = _home(model, vectors[out], vectors[~out], parameters)
        if len(strangers):
            strange[fold] = _home(model, strangers, vectors[~out], parameters)
    return scores, strange.mean(axis=0)


def _home(model: Softmax, rows: np.ndarray, bank: np.ndarray, parameters: Parameters) -> np.ndarray:
    return at_home(model.log_probabilities(rows), rows @ bank.T, parameters)
