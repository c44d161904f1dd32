"""Measure the shipped search on a corpus and questions. Nothing is tuned to either."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from kb_index import index as indexes
from kb_index import library, manifest
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
        figures = {**summary(*_ask_all(index, built, encoder, asked, progress)),
                   **_taken_away(index, built, encoder, asked[:: -(-len(asked) // MOST_TAKEN) or 1])}
    speed = round(counting.texts / counting.seconds, 1) if counting.seconds else None
    sizes = {"articles": len(built.articles), "passages": built.passages, "passages_s": speed}
    return {**figures, **sizes, "threshold": round(float(built.calibration["threshold"]), 4)}


def _ask_all(
    index: indexes.Index, built: manifest.Manifest, encoder: Encoder, asked: list[Row], progress: Progress
) -> tuple[list[tuple[list[str], list[str], bool]], list[float]]:
    calibration = Calibration.from_json(built.calibration)
    everyone = np.ones(len(index.contents.entries), dtype=bool)
    results, milliseconds = [], []
    for done, row in enumerate(asked, start=1):
        started = time.perf_counter()
        question = put(row["text"], index, encoder)
        found = answers(index, question, everyone)
        milliseconds.append((time.perf_counter() - started) * 1000)
        ranking = [index.contents.entries[answer.article].id for answer in found[:DEPTH]]
        sure = bool(found) and calibration.probability(found[0].evidence) >= calibration.threshold
        results.append((ranking, list(row["relevant"]), sure))
        progress("asking", done, len(asked))
    return results, milliseconds


def _taken_away(
    index: indexes.Index, built: manifest.Manifest, encoder: Encoder, asked: list[Row]
) -> Mapping[str, float | None]:
    """Each answerable question with its articles out of reach: how many are refused, how many are answered
    by an article of another topic."""
    calibration = Calibration.from_json(built.calibration)
    entries = index.contents.entries
    refused, astray = [], []
    for row in (row for row in asked if row["relevant"]):
        readable = np.array([entry.id not in row["relevant"] for entry in entries], dtype=bool)
        topics = {entry.topic for entry in entries if entry.id in row["relevant"]}
        found = answers(index, put(row["text"], index, encoder), readable)
        sure = bool(found) and calibration.probability(found[0].evidence) >= calibration.threshold
        refused.append(not sure)
        astray.append(sure and entries[found[0].article].topic not in topics)
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
