"""Words and letter groups of a text, weighted by how telling they are (TF-IDF).

The second view of a message: product names, codes and typing errors, which sentence vectors blur.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix

_WORD = re.compile(r"\w+")
_LETTERS = (2, 3, 4)
_LONGEST = 2_000  # characters; the rest of a longer message adds time and no meaning


def pieces(text: str) -> Iterator[str]:
    """Words, pairs of words, and groups of letters within a word; the first letter says which it is."""
    words = _WORD.findall(text[:_LONGEST].lower())
    for word in words:
        yield "w" + word
        padded = f" {word} "
        for size in _LETTERS:
            for start in range(len(padded) - size + 1):
                yield "c" + padded[start : start + size]
    for first, second in pairwise(words):
        yield f"p{first} {second}"


@dataclass(frozen=True)
class Letters:
    """What was seen in training (``vocabulary``, in the order of columns) and its weights (``rarity``)."""

    vocabulary: np.ndarray
    rarity: np.ndarray

    def __post_init__(self) -> None:
        columns = {str(piece): column for column, piece in enumerate(self.vocabulary)}
        object.__setattr__(self, "_columns", columns)

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Letters:
        """From the training lines; in a large training what occurs in one line only is left out."""
        seen: Counter[str] = Counter()
        for text in texts:
            seen.update(set(pieces(text)))
        least = 2 if len(texts) > 2_000 else 1
        kept = sorted(piece for piece, lines in seen.items() if lines >= least)
        lines = np.array([seen[piece] for piece in kept], dtype=np.float32)
        return cls(np.array(kept), (np.log((1 + len(texts)) / (1 + lines)) + 1).astype(np.float32))

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """One row per text. Words with their pairs and letter groups each have length one."""
        columns: dict[str, int] = self._columns  # type: ignore[attr-defined]
        indices: list[int] = []
        values: list[np.ndarray] = []
        ends = [0]
        for text in texts:
            counts = Counter(piece for piece in pieces(text) if piece in columns)
            found = [columns[piece] for piece in counts]
            weights = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.rarity[found]
            letters = np.fromiter((piece[0] == "c" for piece in counts), bool, len(counts))
            indices += found
            values.append(_unit_each(weights, letters))
            ends.append(len(indices))
        data = np.concatenate(values) if values else np.zeros(0, np.float32)
        return csr_matrix((data, indices, ends), shape=(len(texts), len(columns)), dtype=np.float32)


def _unit_each(weights: np.ndarray, letters: np.ndarray) -> np.ndarray:
    for part in (letters, ~letters):
        length = float(np.sqrt((weights[part] ** 2).sum()))
        if length:
            weights[part] /= length
    return weights
