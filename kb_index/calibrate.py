"""Puts the questions of which calibration learns to an index that has just been built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

import numpy as np
from numpy.typing import NDArray

from kb_index.background import everyday, shipped
from kb_index.calibration import Calibration, Evidence, calibrate
from kb_index.encoding import Encoder, Progress, encoded
from kb_index.index import Index, Question
from kb_index.passages import plain
from kb_index.search import answers, question_of
from kb_index.unseen import Unseen

Readable = NDArray[np.bool_]
OPENING_WORDS, LONGEST_OPENING = 6, 300
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
MOST = 1600  # asked-as lines: few enough, and one article more does not move the threshold


def calibration_of(index: Index, encoder: Encoder, progress: Progress) -> Calibration:
    everyone = np.ones(len(index.contents.entries), dtype=bool)
    unseen = Unseen.of(index, progress)
    refused = [
        _best(index, replace(question, learnt=unseen.without_line(question.unlisted)), everyone)
        for question in _everyday(encoder, progress)
    ]
    asked = _some_of(list(_asked(index)))
    kept, taken = [], []
    for done, (article, question) in enumerate(_in_chat(asked, encoder, progress), start=1):
        unsaid = replace(question, learnt=unseen.without_line(question.unsaid))
        kept += _right(index, unsaid, everyone, article)
        others = everyone.copy()
        others[article] = False
        taken.append(_best(index, replace(question, learnt=unseen.without_article(article)), others))
        progress("calibration", done, len(asked))
    return calibrate(
        kept, everyday=_found(refused), taken_away=_found(taken), as_asked=index.contents.asked_as_written
    )


def chatter() -> tuple[str, ...]:
    """What people put around a question; ``{}`` is its place."""
    return tuple(line for line in shipped("chatter.txt") if line)


def _everyday(encoder: Encoder, progress: Progress) -> Iterator[Question]:
    texts = everyday()
    vectors = encoded(encoder, texts, "everyday questions", progress)
    for line, (vector, text) in enumerate(zip(vectors, texts, strict=True)):
        yield replace(question_of(vector, text), unlisted=line)


def _asked(index: Index) -> Iterator[tuple[int, int, str]]:
    """Article, row and words of each asked-as line. Of an article without any, its opening words, which
    say what it is about but are not its title; of one without text, its title, which then does count."""
    for article, entry in enumerate(index.contents.entries):
        first = int(index.question_runs.starts[article + 1]) - len(entry.asked_as)
        for place, line in enumerate(entry.asked_as):
            yield article, first + place, line
        if not entry.asked_as:
            yield article, -1, _opening(index, article) or entry.title


def _opening(index: Index, article: int) -> str:
    """The first whole sentence."""
    text = plain(index.contents.pieces[int(index.passage_runs.starts[article])].text)
    found = (line for line in _SENTENCE.split(text) if len(line.split()) >= OPENING_WORDS)
    return next(found, "")[:LONGEST_OPENING]


def _some_of(asked: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    return asked[:: -(-len(asked) // MOST)] if asked else []


def _in_chat(
    asked: list[tuple[int, int, str]], encoder: Encoder, progress: Progress
) -> Iterator[tuple[int, Question]]:
    """Each line as somebody would type it in a chat, and as if no author had thought of it."""
    texts = [around.replace("{}", text) for around, (_, _, text) in zip(cycle(chatter()), asked)]
    vectors = encoded(encoder, texts, "questions in a chat", progress)
    for (article, row, _), vector, text in zip(asked, vectors, texts, strict=True):
        yield article, replace(question_of(vector, text), unsaid=row)


def _right(index: Index, question: Question, readable: Readable, article: int) -> list[Evidence]:
    """The evidence, if the right article came first: of a wrong one there is nothing to learn here."""
    found = answers(index, question, readable)
    return [found[0].evidence] if found and found[0].article == article else []


def _best(index: Index, question: Question, readable: Readable) -> Evidence | None:
    found = answers(index, question, readable)
    return found[0].evidence if found else None


def _found(evidence: list[Evidence | None]) -> list[Evidence]:
    return [one for one in evidence if one]
