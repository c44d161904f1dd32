"""Texts as the encoder sees them before it sums them up: one vector a token, of many texts in one array."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np


@dataclass(frozen=True)
class Tokens:
    """``values`` (tokens, dimensions) float32, text after text; ``lengths`` (texts) says whose they are.

    Every text has at least one token: the encoder adds one before and one after.
    """

    values: np.ndarray
    lengths: np.ndarray

    @classmethod
    def of(cls, texts: Iterable[np.ndarray], dimensions: int) -> Tokens:
        """From one (tokens, dimensions) array a text."""
        rows = list(texts)
        empty = np.zeros((0, dimensions), dtype=np.float32)
        values = np.concatenate([empty, *rows]).astype(np.float32, copy=False)
        return cls(values, np.array([len(row) for row in rows], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def starts(self) -> np.ndarray:
        """Where each text's tokens begin."""
        found: np.ndarray = np.cumsum(self.lengths) - self.lengths
        return found

    def take(self, rows: Sequence[int] | np.ndarray) -> Tokens:
        """The texts ``rows``, in that order."""
        lengths = self.lengths[rows]
        ends = np.cumsum(lengths)
        places = np.repeat(self.starts[rows] - (ends - lengths), lengths) + np.arange(lengths.sum())
        return Tokens(self.values[places], lengths)

    def each(self) -> list[np.ndarray]:
        """One (tokens, dimensions) array a text."""
        return np.split(self.values, self.starts[1:]) if len(self) else []

    def sums(self, rows: np.ndarray | None = None) -> np.ndarray:
        """Per text the sum of ``rows``, which has a row a token; of its token vectors if not given."""
        values = self.values if rows is None else rows
        if not len(self):
            return np.zeros((0, *values.shape[1:]), dtype=values.dtype)
        found = np.empty((len(self), *values.shape[1:]), dtype=values.dtype)
        ends = np.cumsum(self.lengths).tolist()
        for row, (start, end) in enumerate(pairwise([0, *ends])):  # half the time of np.add.reduceat
            values[start:end].sum(axis=0, out=found[row, ...])
        return found

    def spread(self, rows: np.ndarray) -> np.ndarray:
        """``rows``, which has a row a text, repeated for each of its tokens."""
        return np.repeat(rows, self.lengths, axis=0)

    def means(self) -> np.ndarray:
        """Per text the mean of its token vectors."""
        found: np.ndarray = (self.sums() / self.lengths[:, None]).astype(np.float32)
        return found
