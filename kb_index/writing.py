"""Contents -> vectors and word counts -> the files of an index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import bm25s
import numpy as np

from kb_index import index as files
from kb_index import nearest
from kb_index.background import background, lines
from kb_index.encoding import Encoder, Progress, Vectors, encoded
from kb_index.entry import Contents, whole
from kb_index.runs import Runs
from kb_index.spelling import counted
from kb_index.told_apart import learn
from kb_index.usual import crowded, usual
from kb_index.words import words


def write(folder: Path, contents: Contents, encoder: Encoder, progress: Progress) -> None:
    """All files but the manifest. ``folder`` is empty."""
    files.save_contents(folder, contents)
    anything = encoded(encoder, lines(), "background", progress)
    texts = articles(contents)
    _write_passages(folder, contents, encoder, anything, progress)
    _write_documents(folder, texts, encoder, anything, progress)
    _write_questions(folder, contents, encoder, anything, progress)
    _write_background(folder, anything)
    _write_counts(folder, texts)
    _write_spelling(folder, contents, texts)
    _write_told_apart(folder)


def articles(contents: Contents) -> list[str]:
    """Each article as one text."""
    parts = groupby(contents.pieces, key=lambda piece: piece.article)
    return [whole(contents.entries[article].title, found) for article, found in parts]


def _write_passages(
    folder: Path, contents: Contents, encoder: Encoder, anything: Vectors, progress: Progress
) -> None:
    texts = [piece.words(contents.entries[piece.article].title) for piece in contents.pieces]
    vectors = encoded(encoder, texts, "passages", progress)
    nearest.write(folder, vectors)
    np.save(folder / files.USUAL_PASSAGE, usual(vectors, files.passage_runs(contents), anything))


def _write_documents(
    folder: Path, texts: Sequence[str], encoder: Encoder, anything: Vectors, progress: Progress
) -> None:
    vectors = encoded(encoder, texts, "articles", progress)
    np.save(folder / files.DOCUMENTS, vectors)
    np.save(folder / files.USUAL_DOCUMENT, usual(vectors, Runs.of([1] * len(texts)), anything))


def _write_questions(
    folder: Path, contents: Contents, encoder: Encoder, anything: Vectors, progress: Progress
) -> None:
    ways = [entry.ways_to_ask for entry in contents.entries]
    vectors = encoded(encoder, [line for said in ways for line in said], "questions", progress)
    np.save(folder / files.QUESTIONS, vectors)
    np.save(folder / files.QUESTION_STARTS, Runs.of(map(len, ways)).starts)
    np.save(folder / files.CROWDED, crowded(vectors, anything))


def _write_background(folder: Path, vectors: Vectors) -> None:
    made = background(vectors, np.load(folder / files.QUESTIONS), np.load(folder / files.QUESTION_STARTS))
    np.save(folder / files.BACKGROUND, made.vectors)
    np.save(folder / files.COVERED, made.covered)


def _write_told_apart(folder: Path) -> None:
    """Where authors wrote how employees ask; a bare title teaches nothing about the others."""
    written = files.load(folder)
    taught = written.taught()
    if written.contents.asked_as_written and taught.learnable:
        np.savez(folder / files.TOLD_APART, weights=learn(taught).weights)


def _write_spelling(folder: Path, contents: Contents, texts: Sequence[str]) -> None:
    asked = [line for entry in contents.entries for line in entry.asked_as]
    counts = counted([*texts, *asked, *lines()])
    (folder / files.SPELLING).write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")


def _write_counts(folder: Path, texts: Sequence[str]) -> None:
    tokens = [words(text) for text in texts]
    if any(tokens):
        counted = bm25s.BM25()
        counted.index(tokens, show_progress=False)
        counted.save(folder / files.BM25)
