"""From scores to the chance that the answer is right, and the line below which we do not know.

Computed from the corpus alone: its own lines as questions that can be answered (each asked as if nobody
had written it down), everyday questions and lines whose article is taken away as questions that cannot.
Pure arithmetic; the questions are put by calibrate.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
EVERYDAY_REFUSED = 0.96  # of everyday questions, each as if not listed
EVERYDAY_ALONE = 0.985  # where nothing else says where the threshold is
TAKEN_AWAY_REFUSED = 0.85  # of questions whose article is not there, unless that costs more than
KEPT = 0.86  # this share of the answerable ones, asked without the line itself: people come nearer than that
PENALTY = 1e-3  # keeps the weights finite when the two kinds of question do not overlap
STEPS = 50
ODDS_SCALE = 0.1  # log odds lie further apart than cosines, and the penalty is the same for all
FEATURES = 6


@dataclass(frozen=True)
class Evidence:
    """What is known about the best answer to one question: its cosine with the article as a whole,
    with the closest of its title and asked-as lines, with the closest line that no article answers; BM25;
    and the log odds against no article at all, 0 where nothing was learnt."""

    text: float
    question: float
    background: float
    words: float = 0.0
    odds: float = 0.0

    def features(self) -> tuple[float, ...]:
        scaled = self.odds * ODDS_SCALE
        return (1.0, self.text, self.question, self.background, self.words, scaled)


@dataclass(frozen=True)
class Calibration:
    """``weights`` of the features; ``threshold`` is a probability. ``measured`` tells an author how well
    the two kinds of question could be told apart."""

    weights: tuple[float, ...]
    threshold: float
    measured: Mapping[str, float]

    def probability(self, evidence: Evidence) -> float:
        return float(_probabilities(np.array([evidence.features()]), np.array(self.weights))[0])

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Calibration:
        return cls(tuple(data["weights"]), float(data["threshold"]), dict(data["measured"]))


def calibrate(
    answerable: Sequence[Evidence], *, everyday: Sequence[Evidence], taken_away: Sequence[Evidence],
    as_asked: bool = True,
) -> Calibration:
    """A logistic regression over the evidence, answerable and not weighing the same; then the lowest
    threshold that refuses as much as the constants above ask for.

    Where the answerable ones are not ``as_asked`` by people (titles, opening words), they are closer to their
    articles than people's questions will be: then only the everyday questions say where the threshold is."""
    groups = [_matrix(group) for group in (answerable, everyday, taken_away)]
    weights = _fit(groups)
    kept, refused, hard = (_probabilities(group, weights) for group in groups)
    threshold = _threshold(kept, refused, hard if as_asked else hard[:0])
    measured = {
        "answered": _share(kept >= threshold), "everyday_refused": _share(refused < threshold),
        "taken_away_refused": _share(hard < threshold), "questions": float(sum(map(len, groups))),
    }
    return Calibration(tuple(map(float, weights)), threshold, measured)


def _matrix(group: Sequence[Evidence]) -> Matrix:
    return np.array([e.features() for e in group], dtype=np.float64).reshape(-1, FEATURES)


def _probabilities(features: Matrix, weights: Matrix) -> Matrix:
    result: Matrix = 1.0 / (1.0 + np.exp(-np.clip(features @ weights, -30, 30)))
    return result


def _fit(groups: Sequence[Matrix]) -> Matrix:
    """Newton's method; the first group is 1, the others 0; each kind weighs the same in all."""
    features = np.concatenate(groups)
    labels = np.concatenate([np.full(len(g), float(k == 0)) for k, g in enumerate(groups)])
    shares = zip(groups, [1.0, 0.5, 0.5], strict=True)
    importance = np.concatenate([np.full(len(g), share / max(len(g), 1)) for g, share in shares])
    weights = np.zeros(features.shape[1])
    damping = PENALTY * np.diag([1e-3, *([1.0] * (features.shape[1] - 1))])
    for _ in range(STEPS):
        guess = _probabilities(features, weights)
        slope = features.T @ (importance * (guess - labels)) + damping @ weights
        curve = (features * (importance * guess * (1 - guess))[:, None]).T @ features + damping
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def _threshold(kept: Matrix, everyday: Matrix, taken_away: Matrix) -> float:
    least = _quantile(everyday, EVERYDAY_REFUSED)
    if not len(taken_away):
        return min(_quantile(everyday, EVERYDAY_ALONE) + 1e-9, 1.0)
    wished = min(_quantile(taken_away, TAKEN_AWAY_REFUSED), _quantile(kept, 1 - KEPT))
    return min(max(least, wished) + 1e-9, 1.0)


def _quantile(values: Matrix, share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else 0.5


def _share(hits: NDArray[np.bool_]) -> float:
    return round(float(hits.mean()), 4) if len(hits) else 0.0
