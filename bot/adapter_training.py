"""Learn an Adapter: cosine softmax over the intents, gradients by hand, Adam. Numpy only.

It starts as the encoder itself: every token weighs the same, the layer adds nothing, and an intent's corner
is the mean of its lines. A slow start and a rate that falls to nothing keep few lines from bending it far.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from bot.adapter import Adapter
from language.encoder import unit
from language.tokens import Tokens

Arrays = dict[str, np.ndarray]
_BATCH = 64  # lines
_MOMENTUM, _SCALE = 0.9, 0.99  # of Adam
_WARM = 0.1  # share of the steps in which the rate rises


@dataclass(frozen=True)
class Schooling:
    """``passes`` over the lines, but at least ``least_steps`` batches; ``width`` of the layer; ``rate`` of
    learning, times ``corner_rate`` for the corners; ``dropped`` share of token values a step does not see;
    ``sharpness`` of cosines as log odds."""

    width: int = 128
    passes: int = 4
    least_steps: int = 150
    rate: float = 2e-3
    corner_rate: float = 0.5
    dropped: float = 0.1
    sharpness: float = 15.0


def learn_adapter(
    tokens: Tokens, classes: np.ndarray, count: int, schooling: Schooling, start: int = 0
) -> Adapter:
    """``classes`` are 0..count-1, one per text of ``tokens``. The same lines and the same ``start``, whose
    number makes chance, give the same adapter."""
    chance = np.random.default_rng(start)
    arrays = _start(tokens, classes, count, schooling, chance)
    optimiser = _Adam()
    for progress, rows in _steps(len(tokens), schooling, chance):
        batch = _blurred(tokens.take(rows), schooling.dropped, chance)
        found = gradients(Adapter(**arrays), batch, classes[rows], schooling.sharpness)
        arrays = optimiser.step(arrays, found, schooling, schooling.rate * _slope(progress))
    return Adapter(**arrays)


def _start(
    tokens: Tokens, classes: np.ndarray, count: int, schooling: Schooling, chance: np.random.Generator
) -> Arrays:
    dimensions = tokens.values.shape[1]
    inward = chance.normal(0, 0.05, (dimensions, schooling.width))
    vectors = unit(tokens.means())
    corners = np.zeros((count, dimensions), dtype=np.float32)
    np.add.at(corners, classes, vectors)
    width = schooling.width
    shapes = {"inward_bias": width, "outward": (width, dimensions), "attention": dimensions}
    zeros = {name: np.zeros(shape, dtype=np.float32) for name, shape in shapes.items()}
    return {"inward": inward.astype(np.float32), "corners": unit(corners), **zeros}


def _steps(
    size: int, schooling: Schooling, chance: np.random.Generator
) -> Iterator[tuple[float, np.ndarray]]:
    """How far the training is (0 to 1), and the rows of the next batch."""
    batches = -(-size // _BATCH)
    passes = max(schooling.passes, -(-schooling.least_steps // batches))
    for number in range(passes):
        order = chance.permutation(size)
        for step in range(batches):
            rows = order[step * _BATCH : (step + 1) * _BATCH]
            yield (number * batches + step + 1) / (passes * batches), rows


def _slope(progress: float) -> float:
    return progress / _WARM if progress < _WARM else (1 - progress) / (1 - _WARM)


def _blurred(tokens: Tokens, dropped: float, chance: np.random.Generator) -> Tokens:
    if not dropped:
        return tokens
    kept = chance.random(tokens.values.shape, dtype=np.float32) > dropped
    return Tokens(tokens.values * kept * np.float32(1 / (1 - dropped)), tokens.lengths)


def gradients(adapter: Adapter, tokens: Tokens, classes: np.ndarray, sharpness: float) -> Arrays:
    """Of the mean loss, by the names of Adapter's fields."""
    weights = adapter.weights(tokens)
    hidden = np.maximum(tokens.values @ adapter.inward + adapter.inward_bias, 0)
    pooled = tokens.sums(hidden * weights[:, None])
    summed = tokens.sums(tokens.values * weights[:, None]) + pooled @ adapter.outward
    vectors = unit(summed)
    wrong = _wrong(vectors @ adapter.corners.T, classes, sharpness)
    pull = wrong @ adapter.corners
    pull = (pull - vectors * (pull * vectors).sum(axis=1, keepdims=True)) / np.linalg.norm(
        summed, axis=1, keepdims=True
    )
    inner = tokens.spread(pull @ adapter.outward.T)
    back = inner * weights[:, None] * (hidden > 0)
    worth = weights * ((tokens.spread(pull) * tokens.values).sum(axis=1) + (inner * hidden).sum(axis=1))
    attended = worth - weights * tokens.spread(tokens.sums(worth))
    return {
        "inward": tokens.values.T @ back, "inward_bias": back.sum(axis=0), "outward": pooled.T @ pull,
        "attention": tokens.values.T @ attended, "corners": wrong.T @ vectors,
    }


def _wrong(cosines: np.ndarray, classes: np.ndarray, sharpness: float) -> np.ndarray:
    """The loss by each cosine."""
    scores = sharpness * cosines
    sure: np.ndarray = np.exp(scores - scores.max(axis=1, keepdims=True))
    sure /= sure.sum(axis=1, keepdims=True)
    sure[np.arange(len(classes)), classes] -= 1
    return sure * np.float32(sharpness / len(classes))


@dataclass
class _Adam:
    means: Arrays = field(default_factory=dict)
    squares: Arrays = field(default_factory=dict)
    taken: int = 0

    def step(self, arrays: Arrays, found: Arrays, schooling: Schooling, rate: float) -> Arrays:
        self.taken += 1
        rates = {name: np.float32(rate) for name in arrays}
        rates["corners"] *= np.float32(schooling.corner_rate)
        return {name: array - rates[name] * self._move(name, found[name]) for name, array in arrays.items()}

    def _move(self, name: str, gradient: np.ndarray) -> np.ndarray:
        mean = _MOMENTUM * self.means.get(name, np.float32(0)) + (1 - _MOMENTUM) * gradient
        square = _SCALE * self.squares.get(name, np.float32(0)) + (1 - _SCALE) * gradient**2
        self.means[name], self.squares[name] = mean, square
        size = np.sqrt(square / (1 - _SCALE**self.taken)) + np.float32(1e-8)
        moved: np.ndarray = mean / np.float32(1 - _MOMENTUM**self.taken) / size
        return moved.astype(np.float32)
