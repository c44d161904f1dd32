"""BM25 scores from files in the form of bm25s, without it: its sparse matrices take half of a start."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class WordScores:
    """A word's column begins at ``starts[vocabulary[word]]``: ``rows`` of the texts it stands in, and what it
    counts there, in ``scores``."""

    vocabulary: Mapping[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    scores: NDArray[np.float32]

    @classmethod
    def load(cls, folder: Path) -> WordScores:
        starts, rows, scores = (  # as plain arrays: a slice of a memmap costs ten times as much
            np.asarray(np.load(folder / f"{name}.csc.index.npy", mmap_mode="r"))
            for name in ("indptr", "indices", "data")
        )
        vocabulary = json.loads((folder / "vocab.index.json").read_text(encoding="utf-8"))
        return cls(vocabulary, starts, rows, scores)

    def of(self, asked: Sequence[str], texts: int) -> NDArray[np.float64]:
        """The score of each of the ``texts``; unknown words count for nothing."""
        total = np.zeros(texts)
        for word in asked:
            if word in self.vocabulary:
                column = slice(*self.starts[self.vocabulary[word] : self.vocabulary[word] + 2])
                total[self.rows[column]] += self.scores[column]
        return total
