"""Measure the shipped search on a corpus and questions. Nothing is tuned to either."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from kb_index import index as indexes
from kb_index import library
from kb_index.article import Approval, Article, State
from kb_index.build import build_from
from kb_index.calibration import Calibration
from kb_index.encoding import Encoder, Progress, Vectors
from kb_index.figures import DEPTH, summary
from kb_index.problem import Invalid, Problem
from kb_index.search import answers, put

Row = Mapping[str, Any]
MOST_TAKEN = 500  # questions that are asked again with their articles taken away


class Counting:
    """An encoder that counts what it encodes and how long that takes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.fingerprint = encoder.fingerprint
        self.dimensions = encoder.dimensions
        self.texts = 0
        self.seconds = 0.0

    def encode(self, texts: Any) -> Vectors:
        started = time.perf_counter()
        vectors: Vectors = self._encoder.encode(texts)
        self.seconds += time.perf_counter() - started
        self.texts += len(texts)
        return vectors

    def knows(self, word: str) -> bool:
        return self._encoder.knows(word)


def articles_of_corpus(path: Path) -> list[Article]:
    """Rows ``{"id", "title", "text"}`` as approved articles. Raises Invalid."""
    return [_approved(row) for row in rows(path, {"id": str, "title": str, "text": str})]


def articles_of_folder(path: Path) -> list[Article]:
    """Raises Invalid."""
    read = library.load(path)
    if read.problems:
        raise Invalid(read.problems)
    return list(read.articles)


def evaluate(
    articles: list[Article], queries: Path, encoder: Encoder, progress: Progress
) -> Mapping[str, float | int | None]:
    """Figures of the shipped index on ``queries``: rows ``{"id", "text", "relevant": [ids]}``, where an
    empty list means that the question must be refused. Raises Invalid."""
    asked = list(rows(queries, {"text": str, "relevant": list}))
    counting = Counting(encoder)
    with tempfile.TemporaryDirectory(prefix="kb_index_") as folder:
        built = build_from(articles, Path(folder), counting, progress).manifest
        index = indexes.load(Path(folder) / built.generation)
        asking = _Asking(index, Calibration.from_json(built.calibration))
        questions, results, milliseconds = _ask_all(asking, encoder, asked, progress)
        every = -(-len(asked) // MOST_TAKEN) or 1
        taken = _taken_away(asking, list(zip(questions, asked, strict=True))[::every])
        figures = {**summary(results, milliseconds), **taken}
    speed = round(counting.texts / counting.seconds, 1) if counting.seconds else None
    sizes = {"articles": len(built.articles), "passages": built.passages, "passages_s": speed}
    return {**figures, **sizes, "threshold": round(float(built.calibration["threshold"]), 4)}


class _Asking:
    """An index with its threshold, asked as everybody."""

    def __init__(self, index: indexes.Index, calibration: Calibration) -> None:
        self.index = index
        self.entries = index.contents.entries
        self.rows = {entry.id: row for row, entry in enumerate(self.entries)}
        self._calibration = calibration

    def __call__(self, question: indexes.Question, without: Collection[str] = ()) -> tuple[list[int], bool]:
        """Rows of the best articles, and whether the first would be answered."""
        readable = np.ones(len(self.entries), dtype=bool)
        readable[[self.rows[id_] for id_ in without if id_ in self.rows]] = False
        found = answers(self.index, question, readable, DEPTH)
        sure = bool(found) and self._calibration.probability(found[0].evidence) >= self._calibration.threshold
        return [answer.article for answer in found], sure


def _ask_all(
    asking: _Asking, encoder: Encoder, asked: list[Row], progress: Progress
) -> tuple[list[indexes.Question], list[tuple[list[str], list[str], bool]], list[float]]:
    questions, results, milliseconds = [], [], []
    for done, row in enumerate(asked, start=1):
        started = time.perf_counter()
        questions.append(put(row["text"], asking.index, encoder))
        found, sure = asking(questions[-1])
        milliseconds.append((time.perf_counter() - started) * 1000)
        results.append(([asking.entries[article].id for article in found], list(row["relevant"]), sure))
        progress("asking", done, len(asked))
    return questions, results, milliseconds


def _taken_away(asking: _Asking, asked: list[tuple[indexes.Question, Row]]) -> Mapping[str, float | None]:
    """Each answerable question with its articles out of reach: how many are refused, how many are answered
    by an article of another topic."""
    refused, astray = [], []
    for question, relevant in ((q, row["relevant"]) for q, row in asked if row["relevant"]):
        topics = {asking.entries[asking.rows[id_]].topic for id_ in relevant if id_ in asking.rows}
        found, sure = asking(question, without=relevant)
        refused.append(not sure)
        astray.append(sure and asking.entries[found[0]].topic not in topics)
    return {"taken_away_refused": _share(refused), "taken_away_astray": _share(astray)}


def _share(hits: list[bool]) -> float | None:
    return round(fmean(hits), 4) if hits else None


def rows(path: Path, shape: Mapping[str, type]) -> Iterator[Row]:
    """The objects of a JSON Lines file. Raises Invalid at the first that is not as ``shape`` says."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                problem = Problem(str(path), number, f"not JSON: {error}", "write one object a line")
                raise Invalid([problem]) from error
            wrong = [key for key, kind in shape.items() if not _has(row, key, kind)]
            if wrong:
                problem = Problem(str(path), number, f"no '{wrong[0]}'", f"a row needs {', '.join(shape)}")
                raise Invalid([problem])
            yield row


def _has(row: Any, key: str, kind: type) -> bool:
    return isinstance(row, dict) and isinstance(row.get(key), kind)


def _approved(row: Row) -> Article:
    article = Article(row["id"], row["title"], topic="", body=row["text"], state=State.APPROVED)
    return replace(article, approval=Approval("corpus", date.min, article.text_hash()))
