"""Passages by cosine: all of them while that is quick, FAISS cells (IVF) beyond. The number decides.

The vectors themselves lie in a flat FAISS file that is memory-mapped and shared between processes. The cells
hold one byte a number and only propose; what they propose is compared with the exact vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from kb_index.encoding import Vectors

Rows = NDArray[np.int64]

EXACT_UP_TO = 20_000  # passages; comparing with as many takes about 2 ms on one core
TRAINED_ON = 40  # vectors a cell: more makes cells no better
PROBED = 0.08  # of the cells are looked into ...
PROBED_LEAST = 24  # ... and at least so many
_FLAT, _CELLS = "passages.faiss", "cells.faiss"


@dataclass(frozen=True)
class Nearest:
    """``vectors`` are rows of length 1, in the memory of ``flat``. ``cells`` is None while they are few."""

    vectors: Vectors
    flat: Any
    cells: Any = None

    def propose(self, vector: NDArray[np.float32], count: int, allowed: NDArray[np.bool_]) -> Rows:
        """Rows of (nearly) the ``count`` closest passages that are ``allowed``, in no order."""
        if self.cells is None:
            return np.flatnonzero(allowed)
        options: dict[str, Any] = {"nprobe": self.cells.nprobe}
        if not allowed.all():
            bits = np.packbits(allowed, bitorder="little")
            options["sel"] = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]
        parameters = faiss.SearchParametersIVF(**options)
        _, rows = self.cells.search(vector[None, :], count, params=parameters)
        found: Rows = rows[0][rows[0] >= 0]
        return found


def write(folder: Path, vectors: Vectors, *, exact_up_to: int = EXACT_UP_TO) -> None:
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    faiss.write_index(flat, str(folder / _FLAT))
    if len(vectors) > exact_up_to:
        faiss.write_index(_cells(vectors), str(folder / _CELLS))


def load(folder: Path) -> Nearest:
    flat = faiss.read_index(str(folder / _FLAT), faiss.IO_FLAG_MMAP)
    cells: Any = None
    if (folder / _CELLS).exists():
        cells = faiss.read_index(str(folder / _CELLS), faiss.IO_FLAG_MMAP)
        cells.nprobe = probed(cells.nlist)
    return Nearest(_rows(flat), flat, cells)


def probed(cells: int) -> int:
    return min(cells, max(PROBED_LEAST, round(PROBED * cells)))


def _cells(vectors: Vectors) -> Any:
    count = int(4 * np.sqrt(len(vectors)))
    dimensions = vectors.shape[1]
    made = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions), dimensions, count, faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    made.cp.niter = 8
    made.train(vectors[:: max(1, len(vectors) // (TRAINED_ON * count))])
    made.add(vectors)
    return made


def _rows(flat: Any) -> Vectors:
    """The numbers of a flat index, where they are: not a copy, so ``flat`` has to be kept."""
    if not flat.ntotal:
        return np.zeros((0, flat.d), dtype=np.float32)
    rows: Vectors = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(flat.ntotal, flat.d)
    return rows
