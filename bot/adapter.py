"""Sentence vectors bent to the intents: what of a line's tokens tells its intent is weighed and added.

The encoder's own sentence vector is the mean over tokens, whatever they are. Here each token has a weight
that is learnt (``attention``), and a small layer (``inward``, ReLU, ``outward``) adds to the mean what tells
this desk's intents apart. ``corners`` holds one direction an intent; the cosine to it says how well a line
fits. Learnt in bot/adapter_training.py, in seconds. The encoder stays as it is, shared with the search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from language.encoder import unit
from language.tokens import Tokens

_AT_ONCE = 512  # lines: bounds memory


@dataclass(frozen=True)
class Adapter:
    """Float32: ``inward`` (dimensions, width), ``inward_bias`` (width), ``outward`` (width, dimensions),
    ``attention`` (dimensions), ``corners`` (intents, dimensions)."""

    inward: np.ndarray
    inward_bias: np.ndarray
    outward: np.ndarray
    attention: np.ndarray
    corners: np.ndarray

    def vectors(self, tokens: Tokens) -> np.ndarray:
        """One row of length one per text."""
        if len(tokens) == 1:  # the rest costs as much again
            return unit(self.summed(tokens))
        starts = range(0, len(tokens), _AT_ONCE)
        parts = [tokens.take(np.arange(at, min(at + _AT_ONCE, len(tokens)))) for at in starts]
        rows = [unit(self.summed(part)) for part in parts]
        return np.concatenate(rows) if rows else np.zeros((0, self.outward.shape[1]), dtype=np.float32)

    def summed(self, tokens: Tokens) -> np.ndarray:
        weights = self.weights(tokens)[:, None]
        active = np.maximum(tokens.values @ self.inward + self.inward_bias, 0)
        added = tokens.sums(active * weights) @ self.outward
        found: np.ndarray = tokens.sums(tokens.values * weights) + added
        return found

    def weights(self, tokens: Tokens) -> np.ndarray:
        """Per token its share of its text: a softmax over the text's tokens."""
        scores = tokens.values @ self.attention
        scores = scores - tokens.spread(np.maximum.reduceat(scores, tokens.starts))
        shares: np.ndarray = np.exp(scores)
        return shares / tokens.spread(tokens.sums(shares))
