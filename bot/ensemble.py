"""Adapters that chance made a little different, learnt from the same lines and asked together.

The mean of their cosines errs less than each of them. It is the cosine of their vectors side by side; but
those are several times as long, and to compare a message with every line is much of the time of an answer.
So they are told by the directions in which the lines differ most. What that leaves out (``left_out``) counts
for nothing: in it, a line and a message of other worlds have nothing in common.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.adapter import Adapter
from bot.adapter_training import Schooling, learn_adapter
from language.tokens import Tokens

_SHORT = 288  # numbers a vector; as directions of the lines they leave out a thirtieth of it
_ENOUGH = 5000  # lines to see in which directions all differ


@dataclass(frozen=True)
class Ensemble:
    """``directions`` (members x dimensions, at most ``_SHORT``) are orthonormal; ``corners`` (intents,
    directions) holds the members' corners, told like the vectors."""

    members: tuple[Adapter, ...]
    directions: np.ndarray
    corners: np.ndarray

    def vectors(self, tokens: Tokens) -> np.ndarray:
        """One row per text, of length one but for what it leaves out."""
        return _beside([member.vectors(tokens) for member in self.members]) @ self.directions


def left_out(vectors: np.ndarray) -> np.ndarray:
    """Per row half of what is missing to length one. The product of two rows and both their halves is 1 for
    a line and itself, and never less than the cosine of all there was."""
    halves: np.ndarray = (1 - (vectors**2).sum(axis=1)) / 2
    return halves


def learn_ensemble(
    tokens: Tokens, classes: np.ndarray, count: int, schooling: Schooling, starts: int
) -> Ensemble:
    """``starts`` adapters; see learn_adapter. The same lines give the same ensemble."""
    members = tuple(learn_adapter(tokens, classes, count, schooling, start) for start in range(starts))
    some = tokens.take(np.arange(0, len(tokens), -(-len(tokens) // _ENOUGH)))
    directions = _directions(_beside([member.vectors(some) for member in members]))
    corners = _beside([member.corners for member in members])
    return Ensemble(members, directions, corners @ directions)


def _beside(rows: list[np.ndarray]) -> np.ndarray:
    """Rows of length one side by side, of length one again."""
    return np.concatenate(rows, axis=1) / np.float32(np.sqrt(len(rows)))


def _directions(vectors: np.ndarray) -> np.ndarray:
    """In which the rows differ most: what they share is the first of them."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)  # the largest last
    return np.ascontiguousarray(directions[:, -_SHORT:], dtype=np.float32)
