"""From which score on a message belongs to an intent: read off training lines that a model had not seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_ENOUGH_STRANGERS = 20
_COST = 2.0  # a refused line that belongs weighs as much as this many strangers let in
_CHOICES = 9

Scores = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def threshold(home: np.ndarray, strange: np.ndarray, *, share: float, blind_share: float) -> float:
    """``home`` are scores of held-out lines, ``strange`` of lines known to be out of scope, perhaps none.

    With strangers: of the thresholds that refuse ``share`` to three times ``share`` of the lines, the
    one worth most. Without: the one that refuses ``blind_share``, because nothing shows where
    strangers lie.
    """
    if len(strange) < _ENOUGH_STRANGERS:
        return float(np.quantile(home, blind_share))
    choices = np.quantile(home, np.linspace(share, share * 3, _CHOICES))
    gains = [(strange < choice).mean() - _COST * (home < choice).mean() for choice in choices]
    return float(choices[int(np.argmax(gains))])


def held_out(
    classes: np.ndarray, strangers: int, scores: Scores, *, folds: int, enough: int
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of lines by models trained without them, and of each stranger on average over those models.

    ``scores(kept, out)`` trains on the rows ``kept`` and scores the rows ``out`` and all strangers.
    ``classes`` is sorted; an intent's lines are dealt to the parts in turn, so that each part's model knows
    every intent. Parts are tried until ``enough`` lines have a score: a large training needs one model more,
    not four.
    """
    folds = max(2, min(folds, int(np.bincount(classes).max())))
    place = np.arange(len(classes)) - np.searchsorted(classes, classes)
    home: list[np.ndarray] = []
    strange: list[np.ndarray] = []
    for fold in range(folds):
        out = place % folds == fold
        if sum(map(len, home)) >= enough:
            break
        here, outside = scores(np.flatnonzero(~out), np.flatnonzero(out))
        home.append(here)
        strange.append(outside)
    return np.concatenate(home), np.mean(strange, axis=0) if strangers else np.zeros(0)
