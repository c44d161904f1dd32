"""How a training goes through its lines: in which order, and how far each step goes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_WARM = 0.1  # share of the steps in which the rate rises


def batches(
    size: int, batch: int, *, passes: int, least_steps: int, chance: np.random.Generator
) -> Iterator[tuple[float, np.ndarray]]:
    """How far the training is (0 to 1), and the rows of the next batch: ``passes`` times each row, or more
    often until there were ``least_steps``."""
    steps = -(-size // batch)
    passes = max(passes, -(-least_steps // steps))
    for number in range(passes):
        order = chance.permutation(size)
        for step in range(steps):
            yield (number * steps + step + 1) / (passes * steps), order[step * batch : (step + 1) * batch]


def slope(progress: float) -> float:
    """What the rate is multiplied by: it rises from nothing, then falls to nothing."""
    return progress / _WARM if progress < _WARM else (1 - progress) / (1 - _WARM)
