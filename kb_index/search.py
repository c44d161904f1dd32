"""A question -> articles in order, each with its best passage and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_index.calibration import Evidence
from kb_index.index import Index, Question
from kb_index.ranking import Scores, Signals, Weights, by_article, fused
from kb_index.words import words

WEIGHTS = Weights()
STEPS_BONUS = 1.0  # of two passages of the right article, rather the one that says what to do
EVIDENCE_FOR = 10  # articles whose evidence is worked out


@dataclass(frozen=True)
class Answer:
    """One article for one question. ``piece`` is the row of the passage to quote."""

    article: int
    piece: int
    evidence: Evidence


def question_of(vector: NDArray[np.float32], text: str) -> Question:
    return Question(vector, tuple(words(text)))


def ranked(index: Index, question: Question, readable: NDArray[np.bool_]) -> list[int]:
    """Articles, the best first."""
    signals = index.signals(question, readable)
    return [article for article, _ in by_article(signals, fused(signals, WEIGHTS))]


def answers(
    index: Index, question: Question, readable: NDArray[np.bool_], *, without: int = -1
) -> list[Answer]:
    """The best articles, at most EVIDENCE_FOR."""
    signals = index.signals(question, readable, without=without)
    scores = fused(signals, WEIGHTS)
    return [
        _answer(index, question, signals, scores, article)
        for article, _ in by_article(signals, scores)[:EVIDENCE_FOR]
    ]


def _answer(index: Index, question: Question, signals: Signals, scores: Scores, article: int) -> Answer:
    mine = np.flatnonzero(signals.articles == article)
    bonus = np.array([STEPS_BONUS * index.contents.pieces[p].steps for p in signals.pieces[mine]])
    quoted = mine[int(np.argmax(scores[mine] + bonus))]
    text = float(max(signals.passage[mine].max(), signals.window[mine].max()))
    evidence = Evidence(text, float(signals.question[quoted]), index.covered(question.words, article))
    return Answer(article, int(signals.pieces[quoted]), evidence)
