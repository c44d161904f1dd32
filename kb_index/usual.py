"""What an article reaches with just any question, so that it can be taken off.

A long article has more passages, one of which is close to whatever is asked; a short, general one is close to
everything. The lines of the background stand for "whatever is asked": they are there at every build, so
neither other articles nor who may read them change a score.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb_index.encoding import Vectors
from kb_index.runs import Runs

CROWD = 10  # closest lines; how crowded it is around a title
CROWD_SHARE = 0.25  # of which this much is taken off
_CHUNK = 2048  # runs compared at once


def usual(vectors: Vectors, runs: Runs, lines: Vectors) -> NDArray[np.float32]:
    """Of each run, the mean over ``lines`` of the best cosine with one of its rows."""
    means = np.zeros(len(runs), dtype=np.float32)
    for at in range(0, len(runs), _CHUNK):
        few = Runs(runs.starts[at : at + _CHUNK + 1])
        cosines = np.asarray(vectors[few.starts[0] : few.starts[-1]]) @ lines.T
        means[at : at + _CHUNK] = Runs(few.starts - few.starts[0]).best(cosines).mean(axis=1)
    return means


def crowded(vectors: Vectors, lines: Vectors) -> NDArray[np.float32]:
    """Of each row, a share of the mean cosine with its closest ``lines``."""
    around = np.zeros(len(vectors), dtype=np.float32)
    count = min(CROWD, len(lines))
    for at in range(0, len(vectors) if count else 0, _CHUNK):
        cosines: Any = np.asarray(vectors[at : at + _CHUNK]) @ lines.T
        closest = np.partition(cosines, -count, axis=1)[:, -count:]
        around[at : at + _CHUNK] = CROWD_SHARE * closest.mean(axis=1)
    return around
