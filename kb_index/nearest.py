"""Passages by cosine: all of them while that is quick, FAISS cells (IVF) beyond. The number decides.

The vectors lie in a file that is memory-mapped and shared between processes. The cells hold one byte a number
and only propose; what they propose is compared with the exact vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb_index.encoding import Vectors

Rows = NDArray[np.int64]
EXACT_UP_TO = 20_000  # passages; comparing with as many takes about 3 ms on one core
TRAINED_ON = 40  # vectors a cell: more makes cells no better
ROUNDS = 8  # of k-means; the same
PASSAGES, CELLS = "passages.npy", "cells.faiss"


@dataclass(frozen=True)
class Nearest:
    """``vectors`` are rows of length 1. ``cells`` (a FAISS index) is None while they are few."""

    vectors: Vectors
    cells: Any = None

    def propose(self, vector: NDArray[np.float32], count: int, allowed: NDArray[np.bool_]) -> Rows:
        """Rows of (nearly) the ``count`` closest passages that are ``allowed``, in no order."""
        if self.cells is None:
            return np.flatnonzero(allowed)
        import faiss

        options: dict[str, Any] = {"nprobe": probed(self.cells.nlist)}
        if not allowed.all():
            bits = np.packbits(allowed, bitorder="little")
            options["sel"] = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]
        parameters = faiss.SearchParametersIVF(**options)
        _, rows = self.cells.search(vector[None, :], count, params=parameters)
        found: Rows = rows[0][rows[0] >= 0]
        return found


def write(
    folder: Path, vectors: Vectors, learnt: bytes = b"", *, exact_up_to: int = EXACT_UP_TO
) -> bytes:
    """Returns how the cells were cut, empty where there are none: ``learnt`` for another time, when nearly
    all passages are the same. Cutting takes longer than sorting everything into the cells."""
    np.save(folder / PASSAGES, vectors)
    if len(vectors) <= exact_up_to:
        return b""
    import faiss

    cells = faiss.deserialize_index(np.frombuffer(learnt, dtype=np.uint8)) if learnt else _cut(vectors)
    cut: bytes = faiss.serialize_index(cells).tobytes()
    cells.add(vectors)
    faiss.write_index(cells, str(folder / CELLS))
    return cut


def load(folder: Path) -> Nearest:
    vectors = np.asarray(np.load(folder / PASSAGES, mmap_mode="r"))
    if not (folder / CELLS).exists():
        return Nearest(vectors)
    import faiss  # a tenth of a second that most knowledge bases are spared

    return Nearest(vectors, faiss.read_index(str(folder / CELLS), faiss.IO_FLAG_MMAP))


def probed(cells: int) -> int:
    """How many cells are looked into: a tenth of a few, a fortieth of many."""
    return min(cells, 24 + cells // 40)


def _cut(vectors: Vectors) -> Any:
    import faiss

    count = max(1, int(2 * np.sqrt(len(vectors))))
    dimensions = vectors.shape[1]
    made = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions), dimensions, count, faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    made.cp.niter = ROUNDS
    made.train(vectors[:: max(1, len(vectors) // (TRAINED_ON * count))])
    return made
