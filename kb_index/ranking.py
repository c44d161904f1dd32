"""Several opinions about which article answers, made into one. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Rows = NDArray[np.int64]
WORDS_FLOOR = 2.0  # BM25 that hardly differs between articles has little to say, and is not blown up


@dataclass(frozen=True)
class Signals:
    """What each opinion says about each candidate article; all arrays are as long as ``articles``.

    ``passage``: cosine with the article's closest passage; ``clause``: the same for each sentence of the
    question, on average; ``document``: with the article as a whole; ``question``: with its title and the
    lines employees typed. From each of these is taken what the article reaches with just any question.
    ``words`` is BM25, ``told_apart`` what the lines of all articles together teach (told_apart.py). NaN where
    there is nothing to compare: no title, a question of one sentence, nothing learnt.

    ``text`` and ``asked`` are no opinions but evidence: the plain cosine with the article as a whole, and the
    best one with its title or a line.
    """

    articles: Rows
    passage: Scores
    clause: Scores
    document: Scores
    question: Scores
    words: Scores
    told_apart: Scores
    text: Scores
    asked: Scores


@dataclass(frozen=True)
class Weights:
    """How much each opinion counts. Words, and what tells articles apart, are added to the mean of the
    others. Chosen on several corpora, see the docs."""

    passage: float = 1.0
    clause: float = 0.5
    document: float = 1.0
    question: float = 1.0
    words: float = 0.1
    told_apart: float = 1.0


def fused(signals: Signals, weights: Weights) -> Scores:
    """One score per candidate: the mean of the opinions there are, each on the same scale (mean 0,
    deviation 1), so that an article without a title is neither favoured nor punished for it."""
    total, counted = np.zeros(len(signals.articles)), np.full(len(signals.articles), 1e-9)
    for name in ("passage", "clause", "document", "question"):
        values = standardised(getattr(signals, name))
        heard = ~np.isnan(values)
        total[heard] += getattr(weights, name) * values[heard]
        counted += getattr(weights, name) * heard
    scores: Scores = total / counted + weights.words * standardised(signals.words, floor=WORDS_FLOOR)
    return scores + weights.told_apart * np.nan_to_num(standardised(signals.told_apart))


def standardised(values: Scores, *, floor: float = 1e-9) -> Scores:
    """Mean 0 and deviation 1, NaN left out; a deviation below ``floor`` counts as ``floor``."""
    known = values[~np.isnan(values)]
    if not len(known):
        return values
    centred: Scores = (values - known.mean()) / max(float(known.std()), floor)
    return centred


def best_first(signals: Signals, scores: Scores, most: int) -> Rows:
    """Positions of the best candidates; equal ones in article order."""
    order: Rows = np.lexsort((signals.articles, -scores))[:most]
    return order
