"""The port to whatever turns text into vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many
BATCH = 256  # with a cache behind the port, a killed build loses at most this many vectors


class Encoder(Protocol):
    """``encode`` gives one row of length 1 per text, in order. The same ``fingerprint`` means the same
    vectors; two models never share one. ``knows``: the word is one the model met often, so no misspelling."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Any: ...

    def knows(self, word: str) -> bool: ...


def quiet(_doing: str, _done: int, _total: int) -> None:
    """A Progress that says nothing."""


def encoded(encoder: Encoder, texts: Sequence[str], doing: str, progress: Progress) -> Vectors:
    """All vectors, encoded in batches so that progress is seen and a cache keeps what is done."""
    rows = np.zeros((len(texts), encoder.dimensions), dtype=np.float32)
    progress(doing, 0, len(texts))
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        rows[start : start + len(batch)] = encoder.encode(batch)
        progress(doing, start + len(batch), len(texts))
    return rows
