"""Rows that belong together: those of article ``n`` begin at ``starts[n]`` and end where the next begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Runs:
    """``starts`` has one number more than there are runs: the last is the number of rows."""

    starts: Rows

    @classmethod
    def of(cls, lengths: Iterable[int]) -> Runs:
        return cls(np.array([0, *accumulate(lengths)], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def some(self, articles: Rows) -> tuple[Any, Runs]:
        """What to take from the rows to have those of ``articles`` (ascending), and the runs they make."""
        if len(articles) == len(self):
            return slice(None), self
        lengths = self.starts[articles + 1] - self.starts[articles]
        runs = Runs(np.concatenate([[0], np.cumsum(lengths)]))
        shift = np.repeat(self.starts[articles] - runs.starts[:-1], lengths)
        return np.arange(runs.starts[-1]) + shift, runs

    def owners(self) -> Rows:
        """Of each row, its run."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def best(self, values: NDArray[Any]) -> NDArray[Any]:
        """The highest value of each run; NaN of a run without rows. ``values`` may have columns."""
        filled = np.diff(self.starts) > 0
        best = np.full((len(self), *values.shape[1:]), np.nan)
        if filled.any():
            best[filled] = np.maximum.reduceat(values, self.starts[:-1][filled], axis=0)
        return best

    def mean_of_best(self, values: NDArray[Any], most: int) -> NDArray[Any]:
        """The mean of the highest ``most`` values of each run; NaN of a run without rows."""
        owners = self.owners()
        ordered = values[np.lexsort((-values, owners))]
        kept = np.arange(len(values)) - self.starts[owners] < most
        sums = np.bincount(owners[kept], weights=ordered[kept], minlength=len(self))
        counts = np.minimum(np.diff(self.starts), most)
        means: NDArray[Any] = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        return means
