"""Puts the questions of which calibration learns to an index that has just been built."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from kb_index.calibration import Calibration, Evidence, calibrate
from kb_index.encoding import Encoder, Progress, encoded
from kb_index.index import Index, Question
from kb_index.search import answers, question_of
from kb_index.words import words

Readable = NDArray[np.bool_]
MOST = 400  # articles asked about: enough for a stable threshold, and a build stays short


def calibration_of(index: Index, encoder: Encoder, progress: Progress) -> Calibration:
    everyday = off_topic()
    vectors = encoded(encoder, everyday, "everyday questions", progress)
    asked = list(_asked(index))
    everyone = np.ones(len(index.contents.entries), dtype=bool)
    refused = [_best(index, question_of(v, t), everyone) for v, t in zip(vectors, everyday, strict=True)]
    kept, taken = [], []
    for done, (article, row, question) in enumerate(asked, start=1):
        kept += _right(index, question, everyone, article, row)
        others = everyone.copy()
        others[article] = False
        taken.append(_best(index, question, others))
        progress("calibration", done, len(asked))
    return calibrate(kept, everyday=_some(refused), taken_away=_some(taken))


def off_topic() -> list[str]:
    text = resources.files("kb_index").joinpath("off_topic.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _asked(index: Index) -> Iterator[tuple[int, int, Question]]:
    """Each asked-as line with its article; of an article without any, its title."""
    step = max(1, len(index.contents.entries) // MOST)
    for article in range(0, len(index.contents.entries), step):
        entry = index.contents.entries[article]
        first = int(index.question_starts[article])
        rows = range(first + 1, first + len(entry.ways_to_ask)) if entry.asked_as else [first]
        for row in rows:
            text = entry.ways_to_ask[row - first]
            yield article, row, Question(np.array(index.questions[row]), tuple(words(text)))


def _right(index: Index, question: Question, readable: Readable, article: int, row: int) -> list[Evidence]:
    """The evidence, if the right article came first: of a wrong one there is nothing to learn here."""
    found = answers(index, question, readable, without=row)
    return [found[0].evidence] if found and found[0].article == article else []


def _best(index: Index, question: Question, readable: Readable) -> Evidence | None:
    found = answers(index, question, readable)
    return found[0].evidence if found else None


def _some(found: list[Evidence | None]) -> list[Evidence]:
    return [evidence for evidence in found if evidence]
