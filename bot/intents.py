"""Which intent a message has, and whether it has any: learnt from lines, held in plain arrays.

Three views of a message vote on the intent: how its adapted vector lies to each intent's corner, its words
and letters, and the nearest training line of each intent. Whether it belongs to any is read from the nearest
corner and the nearest lines; the threshold comes from models that had not seen the lines they score.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from bot import calibration, softmax
from bot.closeness import at_home, nearest, strangeness
from bot.ensemble import Ensemble, learn_ensemble, left_out
from bot.letters import Letters
from bot.parameters import Parameters
from bot.softmax import Softmax, log_softmax
from language.tokens import Tokens

STRANGER = "oos"  # label of lines that belong to no intent: they may set the threshold, never be one
_TAUGHT = 0.97  # likeness from which a message is, but for a letter, a line that was learnt: it is at home
_CERTAIN = 100.0  # ... wherever it lies: one word is often near nothing else. More than any other score
_SAME, _SAID_SO = 0.995, 3.0  # from this likeness it is the line itself, and what that counts for its intent
_SHARPNESS = 1.5  # how fast the probability of "out of scope" turns around the threshold


@dataclass(frozen=True)
class Readings:
    """Per text: log probabilities of the intents, how at home it is among them (higher is surer), and by how
    much a line that belongs nowhere is nearer (a cosine) than any that belongs."""

    logs: np.ndarray
    at_home: np.ndarray
    astray: np.ndarray


@dataclass(frozen=True)
class Lines:
    """What is learnt from, sorted by class: texts, their tokens, and which of ``names`` each is."""

    names: tuple[str, ...]
    texts: list[str]
    tokens: Tokens
    classes: np.ndarray


@dataclass(frozen=True)
class Intents:
    """A trained model. ``bank`` holds the adapted vectors of the lines, ``bank_classes`` whose they are;
    ``strangers`` holds those of lines known to belong to no intent, perhaps none."""

    names: tuple[str, ...]
    ensemble: Ensemble
    letters: Letters
    sparse: Softmax
    bank: np.ndarray
    bank_classes: np.ndarray
    strangers: np.ndarray
    threshold: float
    parameters: Parameters

    def __post_init__(self) -> None:
        object.__setattr__(self, "_left_out", left_out(self.bank))

    def read(self, texts: Sequence[str], tokens: Tokens) -> Readings:
        vectors = self.ensemble.vectors(tokens)
        corners, cosines = vectors @ self.ensemble.corners.T, vectors @ self.bank.T
        alike = cosines + left_out(vectors)[:, None] + self._left_out
        strange = strangeness(vectors @ self.strangers.T)
        taught = alike.max(axis=1) >= np.maximum(_TAUGHT, strange)
        return Readings(
            log_softmax(self._votes(corners, cosines, alike) + self._words(texts)),
            at_home(corners, cosines, strange, self.parameters) + _CERTAIN * taught,
            strange - cosines.max(axis=1),
        )

    def _votes(self, corners: np.ndarray, cosines: np.ndarray, alike: np.ndarray) -> np.ndarray:
        close = self.parameters.nearest_weight * self._nearest(cosines)
        votes: np.ndarray = log_softmax(self.parameters.sharpness * corners) + close
        return votes + _SAID_SO * (self._nearest(alike) >= _SAME) if alike.max() >= _SAME else votes

    def _words(self, texts: Sequence[str]) -> np.ndarray:
        weight = self.parameters.sparse_weight
        return weight * self.sparse.log_probabilities(self.letters.rows(texts))

    def _nearest(self, cosines: np.ndarray) -> np.ndarray:
        return nearest(cosines, self.bank_classes, len(self.names))

    def out_of_scope(self, at_home_scores: np.ndarray) -> np.ndarray:
        """Probability, a half exactly at the threshold."""
        turned: np.ndarray = 1 / (1 + np.exp(_SHARPNESS * (at_home_scores - self.threshold)))
        return turned


def learn(texts: Sequence[str], tokens: Tokens, labels: Sequence[str], parameters: Parameters) -> Intents:
    """Train on lines. Raises ValueError when fewer than two intents have lines."""
    lines = sorted_lines(texts, tokens, labels)
    strangers = tokens.take(np.flatnonzero([label == STRANGER for label in labels]))
    with ThreadPoolExecutor(1) as beside:  # as long as the ensemble takes: two cores are busy to the end
        words = beside.submit(_words, lines, parameters)
        limit = beside.submit(threshold, lines, strangers, parameters)
        ensemble = _ensemble(lines, parameters)
        bank, known = _as_kept(ensemble.vectors(lines.tokens)), _as_kept(ensemble.vectors(strangers))
    return Intents(
        lines.names, ensemble, *words.result(), bank, lines.classes, known, limit.result(), parameters
    )


def sorted_lines(texts: Sequence[str], tokens: Tokens, labels: Sequence[str]) -> Lines:
    names = tuple(sorted({label for label in labels if label != STRANGER}))
    if len(names) < 2:
        raise ValueError(f"at least two intents with lines are needed, found {len(names)}")
    number = {name: place for place, name in enumerate(names)}
    order = [row for row, label in enumerate(labels) if label != STRANGER]
    order.sort(key=lambda row: number[labels[row]])
    classes = np.array([number[labels[row]] for row in order])
    return Lines(names, [texts[row] for row in order], tokens.take(np.array(order)), classes)


def threshold(lines: Lines, strangers: Tokens, parameters: Parameters) -> float:
    """Where a message stops being at home."""

    def scores(kept: np.ndarray, out: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        part = Lines(lines.names, [], lines.tokens.take(kept), lines.classes[kept])
        adapter = _ensemble(part, parameters)
        bank, known = adapter.vectors(part.tokens), adapter.vectors(strangers)
        fresh = adapter.vectors(lines.tokens.take(out))
        others = known @ known.T
        np.fill_diagonal(others, -1.0)  # a stranger is not its own neighbour
        return (
            at_home(fresh @ adapter.corners.T, fresh @ bank.T, strangeness(fresh @ known.T), parameters),
            at_home(known @ adapter.corners.T, known @ bank.T, strangeness(others), parameters),
        )

    home, strange = calibration.held_out(
        lines.classes, len(strangers), scores, folds=parameters.folds, enough=parameters.enough_held_out
    )
    return calibration.threshold(
        home, strange, share=parameters.refused_in_scope, blind_share=parameters.refused_blind
    )


def _ensemble(lines: Lines, parameters: Parameters) -> Ensemble:
    count, schooling = len(lines.names), parameters.schooling()
    return learn_ensemble(lines.tokens, lines.classes, count, schooling, parameters.starts)


def _as_kept(vectors: np.ndarray) -> np.ndarray:
    """As exact as on disk: what was just learnt reads a message as it will after a restart."""
    return vectors.astype(np.float16).astype(np.float32)


def _words(lines: Lines, parameters: Parameters) -> tuple[Letters, Softmax]:
    letters, count = Letters.learn(lines.texts), len(lines.names)
    c, passes = parameters.sparse_c, parameters.sparse_passes
    return letters, softmax.fit(letters.rows(lines.texts), lines.classes, count, c=c, passes=passes)
