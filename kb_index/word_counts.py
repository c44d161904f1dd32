"""Counts of words -> BM25 scores, the ones bm25s gives, without counting again what was counted before."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb_index.prepared import Counted
from kb_index.word_scores import WordScores

K1, B = 1.5, 0.75


@dataclass(frozen=True)
class Table:
    """How often (``counts``) each word (``columns``) stands in each text (``rows``), text by text."""

    vocabulary: dict[str, int]
    rows: NDArray[np.int32]
    columns: NDArray[np.int64]
    counts: NDArray[np.float64]

    def totals(self) -> dict[str, int]:
        """How often each word stands in all texts together."""
        sums = np.bincount(self.columns, weights=self.counts, minlength=len(self.vocabulary))
        return dict(zip(self.vocabulary, sums.astype(int).tolist(), strict=True))


def table(texts: Sequence[Counted]) -> Table:
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    said = " ".join(text.words for text in texts if text.words).split()
    columns = np.fromiter(map(vocabulary.__getitem__, said), dtype=np.int64, count=len(said))
    lengths = [len(text.counts) for text in texts]
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    counts = np.concatenate([text.counts for text in texts]) if texts else np.zeros(0)
    return Table(dict(vocabulary), rows, columns, counts.astype(np.float64))


def scored(counted: Table, texts: int) -> WordScores:
    """The variant that Lucene uses, as bm25s does unless told otherwise."""
    length = np.bincount(counted.rows, weights=counted.counts, minlength=texts)
    found = np.bincount(counted.columns, minlength=len(counted.vocabulary))
    rare = np.log(1 + (texts - found + 0.5) / (found + 0.5))
    often = counted.counts / (counted.counts + K1 * (1 - B + B * (length / length.mean())[counted.rows]))
    order = np.argsort(counted.columns, kind="stable")
    scores = (rare[counted.columns] * often)[order].astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(found)]).astype(np.int64)
    return WordScores(counted.vocabulary, starts, counted.rows[order], scores)


def save(folder: Path, scores: WordScores) -> None:
    folder.mkdir()
    for name, values in (("indptr", scores.starts), ("indices", scores.rows), ("data", scores.scores)):
        np.save(folder / f"{name}.csc.index.npy", values)
    text = json.dumps(scores.vocabulary, ensure_ascii=False)
    (folder / "vocab.index.json").write_text(text, encoding="utf-8")
