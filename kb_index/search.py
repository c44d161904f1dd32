"""A question -> articles in order, each with its best passage and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_index.calibration import Evidence
from kb_index.encoding import Encoder
from kb_index.index import Index, Question
from kb_index.ranking import Rows, Scores, Signals, Weights, by_article, fused
from kb_index.words import words

TITLES = Weights()
ASKED = Weights(question=1.5)  # where authors wrote how employees ask; a bare title deserves less
# Which passage of the right article is quoted, in the same units as the fused score (deviations):
STEPS = 3.5  # rather one that says what to do, step by step
ORDINARY = 3.0  # rather not one whose heading stands in article after article ("When to ask us")
NAMED = 2.5  # for each word of the question in its heading that the title has not ("Mac")
OPENING = 9.0  # not the lines above the first heading: they tell the trouble, not the way out of it
LATER = 0.8  # authors put the usual case first; each place further down costs this much
EVIDENCE_FOR = 10  # articles whose evidence is worked out


@dataclass(frozen=True)
class Answer:
    """One article for one question. ``piece`` is the row of the passage to quote."""

    article: int
    piece: int
    evidence: Evidence


def put(text: str, index: Index, encoder: Encoder) -> Question:
    """What somebody typed, as a question to this index: slips of the finger put right, encoded."""
    mended = index.spelling.mended(text, encoder.knows)
    return question_of(encoder.encode([mended])[0], mended)


def question_of(vector: NDArray[np.float32], text: str) -> Question:
    return Question(vector, tuple(words(text)))


def weights(index: Index) -> Weights:
    return ASKED if index.asked_as_written else TITLES


def ranked(index: Index, question: Question, readable: NDArray[np.bool_]) -> list[int]:
    """Articles, the best first."""
    signals = index.signals(question, readable)
    return [article for article, _ in by_article(signals, fused(signals, weights(index)))]


def answers(index: Index, question: Question, readable: NDArray[np.bool_]) -> list[Answer]:
    """The best articles, at most EVIDENCE_FOR."""
    signals = index.signals(question, readable)
    elsewhere = index.background.closest(question.vector, readable, unlisted=question.unlisted)
    scores = fused(signals, weights(index))
    return [
        _answer(index, question, signals, scores, article, elsewhere)
        for article, _ in by_article(signals, scores)[:EVIDENCE_FOR]
    ]


def _answer(
    index: Index, question: Question, signals: Signals, scores: Scores, article: int, elsewhere: float
) -> Answer:
    mine = np.flatnonzero(signals.articles == article)
    quoted = mine[int(np.argmax(scores[mine] + _fit_to_quote(index, question, signals.pieces[mine])))]
    evidence = Evidence(
        float(max(signals.passage[mine].max(), signals.window[mine].max())),
        float(signals.question[quoted]),
        elsewhere,
    )
    return Answer(article, int(signals.pieces[quoted]), evidence)


def _fit_to_quote(index: Index, question: Question, pieces: Rows) -> Scores:
    place = pieces - pieces.min()
    steps = np.array([index.contents.pieces[p].steps for p in pieces.tolist()])
    common = np.array([index.contents.pieces[p].heading in index.common_headings for p in pieces.tolist()])
    opening = np.array([not index.contents.pieces[p].heading for p in pieces.tolist()]) & (len(pieces) > 1)
    named = np.array([_named(index, question, p) for p in pieces.tolist()])
    fit: Scores = STEPS * steps + NAMED * named - ORDINARY * common - OPENING * opening - LATER * place
    return fit


def _named(index: Index, question: Question, piece: int) -> int:
    found = index.contents.pieces[piece]
    own = set(words(found.heading)) - set(words(index.contents.entries[found.article].title))
    return len(own.intersection(question.words))
