"""`python -m benchmarks.growth`: what a query costs with more passages than any of our corpora has.

The vectors are made up: drawn around those of our own articles, so that near ones are about as near as real
ones are. Searched is as kb_index does it: proposals, then the exact cosines of what was proposed. One core.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.held_out import ROOT
from kb_index import library, nearest
from kb_index.entry import contents
from kb_index.index import NEAR
from language.encoder import Encoder
from language.vector_cache import VectorCache

Vectors = NDArray[np.float32]
SIZES = (10_000, 100_000, 1_000_000)
SPREAD = 0.8  # length of the noise beside a real vector of length 1
QUERIES, TOP = 200, 10
ONE = "OMP_NUM_THREADS"


@dataclass(frozen=True)
class Measured:
    """Milliseconds a query without its encoding; ``recall`` is the share of the exact ten closest found."""

    passages: int
    kind: str
    build_s: float
    megabytes: float
    ms_p50: float
    ms_p95: float
    exact_ms_p50: float
    recall: float


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages (10000 100000 1000000)")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args(arguments)
    console, found = Console(), []
    on_one_core()
    real = own_vectors()
    for size in options.sizes:
        with console.status(f"{size:,} passages"):
            found.append(measured(real, size))
    console.print(table(found))
    if options.json:
        print(json.dumps({"real_vectors": len(real), "sizes": [asdict(one) for one in found]}))


def on_one_core() -> None:
    """NumPy and FAISS count the cores when they are imported: start again where there is only one."""
    if os.environ.get(ONE) != "1":
        os.environ.update({ONE: "1", "OPENBLAS_NUM_THREADS": "1"})
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks.growth", *sys.argv[1:]])  # noqa: S606


def own_vectors() -> Vectors:
    """Of every passage of the shipped articles."""
    encoder = VectorCache(ROOT / "var" / "cache" / "vectors.db", Encoder.load(ROOT / "var" / "model"))
    held = contents(library.load(ROOT / "data" / "articles").articles)
    texts = [piece.words(held.entries[piece.article].title) for piece in held.pieces]
    return np.asarray(encoder.encode(texts), dtype=np.float32)


def around(real: Vectors, count: int, chance: np.random.Generator) -> Vectors:
    """``count`` vectors of length 1, each near one of ``real``."""
    made = real[chance.integers(len(real), size=count)]
    noise = chance.standard_normal(made.shape, dtype=np.float32) * (SPREAD / np.sqrt(real.shape[1]))
    made = made + noise
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


def measured(real: Vectors, size: int) -> Measured:
    chance = np.random.default_rng(size)
    vectors, asked = around(real, size, chance), around(real, QUERIES, chance)
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        began = time.perf_counter()
        nearest.write(Path(folder), vectors)
        took = time.perf_counter() - began
        space = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        index = nearest.load(Path(folder))
        everything = np.ones(size, dtype=bool)
        exact, slow = timed(lambda query: top(vectors @ query), asked)
        found, quick = timed(lambda query: search(index, query, everything), asked)
    recall = float(np.mean([len(set(a) & set(b)) / TOP for a, b in zip(exact, found, strict=True)]))
    p50, p95 = np.percentile(quick, [50, 95])
    kind = "cells" if index.cells is not None else "exact"
    figures = [round(float(value), 2) for value in (took, space, p50, p95, np.median(slow))]
    return Measured(size, kind, *figures, round(recall, 4))


def search(index: nearest.Nearest, query: Vectors, allowed: NDArray[np.bool_]) -> list[int]:
    if index.cells is None:
        return top(index.vectors @ query)
    rows = index.propose(query, NEAR, allowed)
    return rows[top(index.vectors[rows] @ query)].tolist()


def top(cosines: Vectors) -> list[int]:
    best: list[int] = np.argpartition(-cosines, TOP)[:TOP].tolist()
    return best


def timed(one: Any, asked: Vectors) -> tuple[list[list[int]], list[float]]:
    for query in asked[:20]:
        one(query)
    answers, milliseconds = [], []
    for query in asked:
        began = time.perf_counter()
        answers.append(one(query))
        milliseconds.append((time.perf_counter() - began) * 1000)
    return answers, milliseconds


def table(found: Sequence[Measured]) -> Table:
    shown = Table("passages", "kind", "build s", "MB", "p50 ms", "p95 ms", "exact p50 ms", "recall@10")
    for one in found:
        shown.add_row(f"{one.passages:,}", *(str(value) for value in list(asdict(one).values())[1:]))
    return shown


if __name__ == "__main__":
    main()
