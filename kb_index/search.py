"""A question -> articles in order, each with what speaks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_index.calibration import Evidence
from kb_index.encoding import Encoder, Vectors
from kb_index.index import NO_CLAUSES, Index, Question
from kb_index.ranking import Weights, best_first, fused
from kb_index.words import words

TITLES = Weights()
# Where authors wrote how employees ask, that says most; a bare title deserves less:
ASKED = Weights(passage=0.7, document=0.7, question=4.0, words=0.3)
EVIDENCE_FOR = 10  # articles whose evidence is worked out
CLAUSE_WORDS, MOST_CLAUSES = 4, 6  # a shorter sentence says too little; so many are compared
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Answer:
    """One article for one question."""

    article: int
    evidence: Evidence


def put(text: str, index: Index, encoder: Encoder) -> Question:
    """What somebody typed, as a question to this index: slips of the finger put right, encoded."""
    mended = index.spelling.mended(text, encoder.knows)
    vector = encoder.encode([mended])[0]
    sentences = clauses(mended)
    return question_of(vector, mended, encoder.encode(sentences) if sentences else NO_CLAUSES)


def question_of(vector: NDArray[np.float32], text: str, sentences: Vectors = NO_CLAUSES) -> Question:
    return Question(vector, tuple(words(text)), sentences)


def clauses(text: str) -> list[str]:
    """The sentences of a question that has several."""
    found = [part for part in _SENTENCE.split(text) if len(_WORD.findall(part)) >= CLAUSE_WORDS]
    return found[:MOST_CLAUSES] if len(found) > 1 else []


def weights(index: Index) -> Weights:
    return ASKED if index.contents.asked_as_written else TITLES


def answers(
    index: Index, question: Question, readable: NDArray[np.bool_], most: int = EVIDENCE_FOR
) -> list[Answer]:
    """The best articles, the best first."""
    signals = index.signals(question, readable)
    if not len(signals.articles):
        return []
    elsewhere = index.background.closest(question.vector, readable, unlisted=question.unlisted)
    best = best_first(signals, fused(signals, weights(index)), most)
    said = [signals.articles, signals.text, signals.asked, signals.words, signals.told_apart]
    figures = np.nan_to_num(np.stack(said)[:, best])
    return [
        Answer(int(article), Evidence(text, asked, elsewhere, counted, odds))
        for article, text, asked, counted, odds in figures.T.tolist()
    ]
