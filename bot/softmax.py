"""Multinomial logistic regression in float32: scikit-learn's, in a fraction of the time and as two arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.adam import Adam
from bot.schedule import batches, slope

Matrix = Any  # numpy array or scipy CSR matrix
_BATCH, _LEAST_STEPS, _RATE = 512, 100, 0.1


@dataclass(frozen=True)
class Softmax:
    """``weights`` (features, classes) and ``bias`` (classes), float32."""

    weights: np.ndarray
    bias: np.ndarray

    def log_probabilities(self, rows: Matrix) -> np.ndarray:
        return log_softmax(np.asarray(rows @ self.weights) + self.bias)


def log_softmax(scores: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def fit(rows: Matrix, classes: np.ndarray, count: int, *, c: float, passes: int) -> Softmax:
    """``classes`` are 0..count-1, one per row, each at least once; ``c`` is the inverse strength of the L2
    penalty. ``passes`` over the rows, in batches: at the loss that takes ten times the time to reach with all
    rows at each step (L-BFGS), where some classes have few lines."""
    size, features = rows.shape
    penalty, adam = np.float32(1 / (c * size)), Adam()
    weights = np.zeros((features, count), dtype=np.float32)
    bias = np.log(np.bincount(classes, minlength=count) / size).astype(np.float32)
    order = batches(size, _BATCH, passes=passes, least_steps=_LEAST_STEPS, chance=np.random.default_rng(0))
    for progress, some in order:
        wrong = _wrong(Softmax(weights, bias), rows[some], classes[some])
        rate = np.float32(_RATE * slope(progress))
        step = adam.way("weights", np.asarray(rows[some].T @ wrong) + penalty * weights)
        step *= rate
        weights -= step
        bias -= rate * adam.way("bias", wrong.sum(axis=0))
    return Softmax(weights, bias)


def _wrong(softmax: Softmax, rows: Matrix, classes: np.ndarray) -> np.ndarray:
    """The mean loss by each score."""
    wrong: np.ndarray = np.exp(softmax.log_probabilities(rows))
    wrong[np.arange(len(classes)), classes] -= 1
    wrong /= len(classes)
    return wrong
