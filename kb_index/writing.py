"""Articles that are ready -> the files of an index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kb_index import index as files
from kb_index import nearest
from kb_index.background import background
from kb_index.encoding import Vectors
from kb_index.prepared import Prepared, contents_json
from kb_index.runs import Runs
from kb_index.told_apart import MOST, learn
from kb_index.word_counts import save, scored, table


def write(
    folder: Path, articles: Sequence[Prepared], anything: Vectors, counted: dict[str, int], cut: bytes = b""
) -> bytes:
    """All files but the manifest. ``folder`` is empty. ``anything`` and ``counted`` are vectors and words of
    the background's lines. Takes and returns how the cells of an index are cut (nearest.py)."""
    with (folder / files.CONTENTS).open("w", encoding="utf-8") as file:
        file.writelines(contents_json(articles))
    dimensions = anything.shape[1]
    cut = nearest.write(folder, _rows([one.passages for one in articles], dimensions), cut)
    np.save(folder / files.DOCUMENTS, _rows([one.document[None, :] for one in articles], dimensions))
    np.save(folder / files.QUESTIONS, _rows([one.questions for one in articles], dimensions))
    np.save(folder / files.QUESTION_STARTS, Runs.of(len(one.questions) for one in articles).starts)
    np.save(folder / files.USUAL_PASSAGE, _row([one.usual_passage for one in articles]))
    np.save(folder / files.USUAL_DOCUMENT, _row([one.usual_document for one in articles]))
    np.save(folder / files.CROWDED, _row([one.crowded for one in articles]))
    _write_background(folder, articles, anything)
    _write_words(folder, articles, counted)
    lines = sum(len(one.questions) for one in articles)  # counted before the index is read for it
    if lines >= 2 * len(articles) and lines * len(articles) <= MOST:
        _write_told_apart(folder)
    return cut


def _rows(parts: Sequence[Vectors], dimensions: int) -> Vectors:
    return np.concatenate(parts) if parts else np.zeros((0, dimensions), dtype=np.float32)


def _row(parts: Sequence[Vectors]) -> Vectors:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


def _write_background(folder: Path, articles: Sequence[Prepared], anything: Vectors) -> None:
    made = background(anything, [one.reach for one in articles])
    np.save(folder / files.BACKGROUND, made.vectors)
    np.save(folder / files.COVERED, made.covered)


def _write_told_apart(folder: Path) -> None:
    """Where authors wrote how employees ask; a bare title teaches nothing about the others."""
    taught = files.load(folder).taught()
    if taught.learnable:
        np.savez(folder / files.TOLD_APART, weights=learn(taught).weights)


def _write_words(folder: Path, articles: Sequence[Prepared], counted: dict[str, int]) -> None:
    said = table([one.said for one in articles])
    if said.vocabulary:
        save(folder / files.BM25, scored(said, len(articles)))
    spelt = table([one.spelt for one in articles]).totals()
    for word, count in counted.items():
        spelt[word] = spelt.get(word, 0) + count
    (folder / files.SPELLING).write_text(json.dumps(spelt, ensure_ascii=False), encoding="utf-8")
