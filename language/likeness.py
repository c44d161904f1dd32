"""Training lines that say the same: within an intent they teach nothing, across intents they contradict, and
one that is like a held-out line makes every figure a lie. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from authored.nlu import Example
from authored.problems import Problem

WITHIN = 0.95
ACROSS = 0.90
HELD_OUT = 0.90
"""Cosines of sentence vectors from which two lines are the same."""
_ROWS = 1024  # lines compared at once: a few megabytes of cosines


def alike(lines: Sequence[Example], vectors: np.ndarray) -> Iterator[Problem]:
    """Each line that is too much like an earlier one. ``vectors`` (lines, dimensions) have length one."""
    intents = np.array([line.intent for line in lines])
    for start in range(0, len(lines), _ROWS):
        cosines = vectors[start : start + _ROWS] @ vectors.T
        same = intents[start : start + _ROWS, None] == intents[None, :]
        close = np.argwhere(cosines >= np.where(same, WITHIN, ACROSS))
        for row, column in close.tolist():
            if column < start + row:
                yield _twin(lines[start + row], lines[column], float(cosines[row, column]))


def leaked(lines: Sequence[Example], vectors: np.ndarray, held_out: np.ndarray) -> Iterator[Problem]:
    """Each line that is too much like one of the held-out lines, whose vectors are ``held_out``."""
    if not len(held_out):
        return
    closest = np.concatenate([
        (vectors[start : start + _ROWS] @ held_out.T).max(axis=1) for start in range(0, len(lines), _ROWS)
    ])
    for row in np.flatnonzero(closest >= HELD_OUT).tolist():
        line = lines[row]
        message = f"'{line.text[:60]}' is like a held-out line (cosine {closest[row]:.2f})"
        yield Problem(line.file, line.line, message, "remove it: what is measured must not be learnt")


def _twin(line: Example, first: Example, cosine: float) -> Problem:
    where = f"{first.file}:{first.line}"
    message = f"'{line.text[:60]}' says the same as '{first.text[:60]}' at {where} (cosine {cosine:.2f})"
    same = line.intent == first.intent
    remedy = "remove one of the two" if same else f"decide: {first.intent} or {line.intent}"
    return Problem(line.file, line.line, message, remedy)
