"""Contents -> vectors and word counts -> the files of an index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import bm25s
import faiss
import numpy as np

from kb_index import index as files
from kb_index.background import background, lines
from kb_index.encoding import Encoder, Progress, encoded
from kb_index.entry import Contents, Piece, spoken
from kb_index.passages import passages, plain
from kb_index.spelling import counted
from kb_index.words import words

WINDOW = 300  # characters: one or two steps, for questions about a detail


def write(folder: Path, contents: Contents, encoder: Encoder, progress: Progress) -> None:
    """All files but the manifest. ``folder`` is empty."""
    files.save_contents(folder, contents)
    texts = [piece.words(contents.entries[piece.article]) for piece in contents.pieces]
    vectors = encoded(encoder, texts, "passages", progress)
    flat = faiss.IndexFlatIP(encoder.dimensions)
    flat.add(vectors)
    faiss.write_index(flat, str(folder / files.PASSAGES))
    _write_windows(folder, contents, encoder, progress)
    _write_articles(folder, contents, encoder, progress)
    _write_counts(folder, texts)
    _write_background(folder, encoder, progress)
    _write_spelling(folder, contents, texts)


def windows(piece: Piece, title: str) -> tuple[str, ...]:
    """A passage in short runs of lines, each with the title. A short passage is its own only window."""
    parts = [part.text for part in passages(piece.text, longest=WINDOW)] or [piece.text]
    return tuple(spoken(title, piece.heading, part) for part in parts)


def _write_windows(folder: Path, contents: Contents, encoder: Encoder, progress: Progress) -> None:
    runs = [windows(piece, contents.entries[piece.article].title) for piece in contents.pieces]
    _save_runs(folder, files.WINDOWS, files.WINDOW_STARTS, runs, encoder, "details", progress)


def _write_articles(folder: Path, contents: Contents, encoder: Encoder, progress: Progress) -> None:
    texts = [[entry.title] if entry.title else [] for entry in contents.entries]
    for piece in contents.pieces:
        texts[piece.article].append(f"{piece.heading}\n{plain(piece.text)}")
    np.save(folder / files.DOCUMENTS, encoded(encoder, ["\n".join(t) for t in texts], "articles", progress))
    runs = [entry.ways_to_ask for entry in contents.entries]
    _save_runs(folder, files.QUESTIONS, files.QUESTION_STARTS, runs, encoder, "questions", progress)


def _save_runs(
    folder: Path, name: str, starts: str, runs: Sequence[Sequence[str]], encoder: Encoder, doing: str,
    progress: Progress,
) -> None:
    np.save(folder / name, encoded(encoder, [text for run in runs for text in run], doing, progress))
    np.save(folder / starts, np.array([0, *accumulate(len(run) for run in runs)], dtype=np.int64))


def _write_background(folder: Path, encoder: Encoder, progress: Progress) -> None:
    vectors = encoded(encoder, lines(), "background", progress)
    made = background(vectors, np.load(folder / files.QUESTIONS), np.load(folder / files.QUESTION_STARTS))
    np.save(folder / files.BACKGROUND, made.vectors)
    np.save(folder / files.COVERED, made.covered)


def _write_spelling(folder: Path, contents: Contents, texts: Sequence[str]) -> None:
    asked = [line for entry in contents.entries for line in entry.ways_to_ask]
    counts = counted([*texts, *asked, *lines()])
    (folder / files.SPELLING).write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")


def _write_counts(folder: Path, texts: Sequence[str]) -> None:
    tokens = [words(text) for text in texts]
    if any(tokens):
        counted = bm25s.BM25()
        counted.index(tokens, show_progress=False)
        counted.save(folder / files.BM25)
