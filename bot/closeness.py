"""How close messages are to the lines that were learnt, and to those that belong nowhere."""

from __future__ import annotations

import numpy as np

from bot.parameters import Parameters

_ASTRAY, _NEARER = 10.0, 0.03  # what it counts that a stranger is so much nearer than any learnt line


def nearest(cosines: np.ndarray, classes: np.ndarray, count: int) -> np.ndarray:
    """The largest cosine to each class's lines. ``classes`` is sorted."""
    best = np.full((len(cosines), count), -1.0, dtype=np.float32)
    starts = np.flatnonzero(np.diff(classes, prepend=-1))  # sorted as they are: no need to sort again
    best[:, classes[starts]] = np.maximum.reduceat(cosines, starts, axis=1)
    return best


def strangeness(cosines: np.ndarray) -> np.ndarray:
    """The cosine to the nearest line that belongs nowhere; nought where none is known."""
    found: np.ndarray = cosines.max(axis=1, initial=-1.0) if cosines.shape[1] else np.zeros(len(cosines))
    return found


def at_home(
    corners: np.ndarray, cosines: np.ndarray, strange: np.ndarray, parameters: Parameters
) -> np.ndarray:
    """How near the nearest corner is, plus the mean cosine of the nearest lines, less that to a stranger.

    Not a probability: among many intents a stranger may be surest of one, and still be far from its corner.
    """
    k = min(parameters.neighbours, cosines.shape[1])
    near = np.partition(cosines, cosines.shape[1] - k, axis=1)[:, -k:].mean(axis=1)
    score: np.ndarray = parameters.sharpness * corners.max(axis=1) + parameters.neighbours_weight * near
    astray = strange > cosines.max(axis=1) + _NEARER
    return score - parameters.stranger_weight * strange - _ASTRAY * astray
