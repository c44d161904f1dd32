"""Which passage of the article that answers is quoted."""

from __future__ import annotations

import numpy as np

from kb_index.index import Index, Question
from kb_index.words import words

SCALE = 0.08  # cosine: how far apart the passages of one article usually are; the rest is in this unit
STEPS = 3.5  # rather one that says what to do, step by step
ORDINARY = 3.0  # rather not one whose heading stands in article after article ("When to ask us")
NAMED = 2.5  # for each word of the question in its heading that the title has not ("Mac")
OPENING = 9.0  # not the lines above the first heading: they tell the trouble, not the way out of it
LATER = 0.8  # authors put the usual case first; each place further down costs this much


def quoted(index: Index, question: Question, article: int) -> int:
    """The row of the passage to quote."""
    first, end = index.passage_runs.starts[article : article + 2].tolist()
    close = index.passages.vectors[first:end] @ question.vector / SCALE
    alone = end - first == 1
    fits = [_fit(index, question, row, alone=alone) - LATER * (row - first) for row in range(first, end)]
    return int(first + np.argmax(close + np.array(fits)))


def _fit(index: Index, question: Question, row: int, *, alone: bool) -> float:
    piece = index.contents.pieces[row]
    opening = not piece.heading and not alone
    common = piece.heading in index.common_headings
    return STEPS * piece.steps + NAMED * _named(index, question, row) - ORDINARY * common - OPENING * opening


def _named(index: Index, question: Question, row: int) -> int:
    found = index.contents.pieces[row]
    heading = set(words(found.heading)).intersection(question.words)
    return len(heading.difference(words(index.contents.entries[found.article].title))) if heading else 0
