"""Adapters that chance made a little different, learnt from the same lines and asked together.

The mean of their cosines errs less than each of them. It is the cosine of their vectors side by side; but
those are several times as long, and to compare a message with every line is much of the time of an answer.
So they are told by the directions in which the lines differ most, and by the length of what that leaves out:
two texts then are about as like as before, and a line is exactly like itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.adapter import Adapter
from bot.adapter_training import Schooling, learn_adapter
from language.tokens import Tokens

_SHORT = 256  # numbers a vector; as directions of the lines they leave out a twentieth of what it is
_ENOUGH = 5000  # lines to see in which directions all differ


@dataclass(frozen=True)
class Ensemble:
    """``directions`` (members x dimensions, at most ``_SHORT`` - 1) are orthonormal; ``corners`` (intents,
    directions + 1) holds the members' corners, told like the vectors."""

    members: tuple[Adapter, ...]
    directions: np.ndarray
    corners: np.ndarray

    def vectors(self, tokens: Tokens) -> np.ndarray:
        """One row of length one per text."""
        return _told(_beside([member.vectors(tokens) for member in self.members]), self.directions)


def learn_ensemble(
    tokens: Tokens, classes: np.ndarray, count: int, schooling: Schooling, starts: int
) -> Ensemble:
    """``starts`` adapters; see learn_adapter. The same lines give the same ensemble."""
    members = tuple(learn_adapter(tokens, classes, count, schooling, start) for start in range(starts))
    some = tokens.take(np.arange(0, len(tokens), -(-len(tokens) // _ENOUGH)))
    directions = _directions(_beside([member.vectors(some) for member in members]))
    corners = _beside([member.corners for member in members])
    return Ensemble(members, directions, _told(corners, directions))


def _beside(rows: list[np.ndarray]) -> np.ndarray:
    """Rows of length one side by side, of length one again."""
    return np.concatenate(rows, axis=1) / np.float32(np.sqrt(len(rows)))


def _directions(vectors: np.ndarray) -> np.ndarray:
    """In which the rows differ most: what they share is the first of them."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)  # the largest last
    return np.ascontiguousarray(directions[:, -(_SHORT - 1) :], dtype=np.float32)


def _told(vectors: np.ndarray, directions: np.ndarray) -> np.ndarray:
    along = vectors @ directions
    left = np.sqrt(np.maximum(0, (vectors**2).sum(axis=1) - (along**2).sum(axis=1)))
    return np.concatenate([along, left[:, None]], axis=1)
