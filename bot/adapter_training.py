"""Learn an Adapter: cosine softmax over the intents, gradients by hand, Adam. Numpy only.

It starts as the encoder itself: every token weighs the same, the layer adds nothing, and an intent's corner
is the mean of its lines. A slow start and a rate that falls to nothing keep few lines from bending it far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.adam import Adam
from bot.adapter import Adapter
from bot.schedule import batches, slope
from language.encoder import unit
from language.tokens import Tokens

Arrays = dict[str, np.ndarray]
_BATCH = 64  # lines


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
    adam, passes, least = Adam(), schooling.passes, schooling.least_steps
    for progress, rows in batches(len(tokens), _BATCH, passes=passes, least_steps=least, chance=chance):
        batch = _blurred(tokens.take(rows), schooling.dropped, chance)
        found = gradients(Adapter(**arrays), batch, classes[rows], schooling.sharpness)
        rate = schooling.rate * slope(progress)
        rates = {**dict.fromkeys(arrays, rate), "corners": rate * schooling.corner_rate}
        for name, gradient in found.items():
            arrays[name] = arrays[name] - np.float32(rates[name]) * adam.way(name, gradient)
    return Adapter(**arrays)


def _start(
    tokens: Tokens, classes: np.ndarray, count: int, schooling: Schooling, chance: np.random.Generator
) -> Arrays:
    dimensions = tokens.values.shape[1]
    inward = chance.normal(0, 0.05, (dimensions, schooling.width))
    vectors = unit(tokens.means())
    whose = np.zeros((count, len(tokens)), dtype=np.float32)
    whose[classes, np.arange(len(tokens))] = 1.0
    width = schooling.width
    shapes = {"inward_bias": width, "outward": (width, dimensions), "attention": dimensions}
    zeros = {name: np.zeros(shape, dtype=np.float32) for name, shape in shapes.items()}
    return {"inward": inward.astype(np.float32), "corners": unit(whose @ vectors), **zeros}


def _blurred(tokens: Tokens, dropped: float, chance: np.random.Generator) -> Tokens:
    if not dropped:
        return tokens
    drawn = np.frombuffer(chance.bytes(tokens.values.size), np.uint8)  # a fifth of the time of floats
    kept = (drawn >= dropped * 256).reshape(tokens.values.shape)
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
