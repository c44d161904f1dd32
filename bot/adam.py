"""Adam: steps against a gradient, each number at a rate of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

_MOMENTUM, _SCALE = np.float32(0.9), np.float32(0.99)
_LEAST = np.float32(1e-8)


@dataclass
class Adam:
    """Keeps the moments of the gradients that it was shown, array by array."""

    means: dict[str, np.ndarray] = field(default_factory=dict)
    squares: dict[str, np.ndarray] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)

    def way(self, name: str, gradient: np.ndarray) -> np.ndarray:
        """What to take away from the array ``name``, times a rate. In place where it can be: the arrays of
        words have millions of numbers."""
        mean = self.means.setdefault(name, np.zeros_like(gradient))
        square = self.squares.setdefault(name, np.zeros_like(gradient))
        self.taken[name] = taken = self.taken.get(name, 0) + 1
        mean *= _MOMENTUM
        mean += (1 - _MOMENTUM) * gradient
        found = gradient**2
        found *= 1 - _SCALE
        square *= _SCALE
        square += found
        np.sqrt(square, out=found)
        found *= 1 / np.sqrt(1 - _SCALE**taken)
        found += _LEAST
        np.divide(mean, found, out=found)
        found *= 1 / (1 - _MOMENTUM**taken)
        return found
