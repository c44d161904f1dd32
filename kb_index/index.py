"""An index in memory: entries, pieces, vectors, word counts; and what they say about a question.

FAISS finds the candidates (exact, flat); the finer vectors are compared for those only, straight from
memory-mapped files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from kb_index.background import Background
from kb_index.encoding import Vectors
from kb_index.entry import Contents, Entry, Piece
from kb_index.ranking import Signals
from kb_index.spelling import Spelling
from kb_index.word_scores import WordScores

CANDIDATES = 1000
COMMON_SHARE, COMMON_LEAST = 0.5, 5  # of articles; and at least so many
PASSAGES, WINDOWS, DOCUMENTS, QUESTIONS = "passages.faiss", "windows.npy", "documents.npy", "questions.npy"
WINDOW_STARTS, QUESTION_STARTS = "window_starts.npy", "question_starts.npy"
CONTENTS, BM25, SPELLING = "contents.json", "bm25", "spelling.json"
BACKGROUND, COVERED = "background.npy", "covered.npy"


@dataclass(frozen=True)
class Question:
    """What somebody asked, as a vector and as words. Calibration asks lines that are in the index as if
    nobody had written them down: the row ``unsaid`` of the index's questions does not count, nor the line
    ``unlisted`` of its background."""

    vector: NDArray[np.float32]
    words: tuple[str, ...]
    unsaid: int = -1
    unlisted: int = -1


@dataclass(frozen=True)
class Index:
    """Rows of ``windows`` and ``questions`` belong together in runs: those of piece (article) ``n`` begin at
    ``*_starts[n]`` and end where the next begin."""

    contents: Contents
    owners: NDArray[np.int64]  # of each piece, its entry; pieces of an entry stand together
    passages: Any  # faiss.Index
    windows: Vectors
    window_starts: NDArray[np.int64]
    documents: Vectors
    questions: Vectors
    question_starts: NDArray[np.int64]
    bm25: WordScores | None  # None when there is nothing to count
    background: Background
    spelling: Spelling
    common_headings: frozenset[str] = frozenset()

    def readable(self, *, audiences: Collection[str], today: date) -> NDArray[np.bool_]:
        """Of each entry: may this person be answered from it today?"""
        entries = self.contents.entries
        return np.array([e.readable(audiences=audiences, today=today) for e in entries], dtype=bool)

    @property
    def asked_as_written(self) -> bool:
        """Whether the articles carry lines as employees type them; a corpus from elsewhere does not."""
        return len(self.questions) >= 2 * len(self.contents.entries)

    def signals(self, question: Question, readable: NDArray[np.bool_]) -> Signals:
        """What speaks for each candidate passage of the readable articles."""
        pieces, cosines = self._candidates(question, readable)
        articles = self.owners[pieces] if len(pieces) else pieces
        per_article = {a: self._about(a, question) for a in set(articles.tolist())}
        return Signals(
            pieces, articles, cosines, self._closest_window(pieces, question),
            np.array([per_article[a][0] for a in articles.tolist()]),
            np.array([per_article[a][1] for a in articles.tolist()]),
            self._counted(question.words)[pieces],
        )

    def _candidates(self, question: Question, readable: NDArray[np.bool_]) -> tuple[Any, Any]:
        allowed = np.flatnonzero(readable[self.owners]) if len(readable) else np.zeros(0, dtype=np.int64)
        count = min(CANDIDATES, len(allowed))
        if not count:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        only = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        cosines, rows = self.passages.search(question.vector[None, :], count, params=only)
        return rows[0], cosines[0].astype(np.float64)

    def _about(self, article: int, question: Question) -> tuple[float, float]:
        first, end = self.question_starts[article], self.question_starts[article + 1]
        asked = self.questions[first:end] @ question.vector
        if first <= question.unsaid < end:
            asked[question.unsaid - first] = -1.0
        return float(self.documents[article] @ question.vector), float(asked.max())

    def _closest_window(self, pieces: NDArray[np.int64], question: Question) -> NDArray[np.float64]:
        starts, ends = self.window_starts[pieces], self.window_starts[pieces + 1]
        rows = [np.arange(s, e) for s, e in zip(starts, ends, strict=True)]
        if not rows:
            return np.zeros(0)
        cosines = self.windows[np.concatenate(rows)] @ question.vector
        runs = np.cumsum([0, *(len(r) for r in rows[:-1])])
        return np.maximum.reduceat(cosines, runs).astype(np.float64)

    def _counted(self, asked: Sequence[str]) -> NDArray[np.float64]:
        texts = len(self.contents.pieces)
        return self.bm25.of(asked, texts) if self.bm25 else np.zeros(texts)


def save_contents(folder: Path, contents: Contents) -> None:
    (folder / CONTENTS).write_text(json.dumps(asdict(contents), ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> Index:
    """The index in ``folder``. Its files were checked before; whatever is raised means a damaged one."""
    contents = _contents(folder)
    starts = [np.load(folder / name) for name in (WINDOW_STARTS, QUESTION_STARTS)]
    return Index(
        contents=contents, owners=np.array([p.article for p in contents.pieces], dtype=np.int64),
        passages=faiss.read_index(str(folder / PASSAGES), faiss.IO_FLAG_MMAP),
        windows=np.load(folder / WINDOWS, mmap_mode="r"), window_starts=starts[0],
        documents=np.load(folder / DOCUMENTS, mmap_mode="r"),
        questions=np.load(folder / QUESTIONS, mmap_mode="r"), question_starts=starts[1],
        bm25=WordScores.load(folder / BM25) if (folder / BM25).exists() else None,
        background=Background(np.load(folder / BACKGROUND), np.load(folder / COVERED)),
        spelling=Spelling.of(json.loads((folder / SPELLING).read_text(encoding="utf-8"))),
        common_headings=common_headings(contents),
    )


def common_headings(contents: Contents) -> frozenset[str]:
    """Headings that stand in so many articles that they say nothing about any of them."""
    seen = Counter(heading for _, heading in {(p.article, p.heading) for p in contents.pieces} if heading)
    least = max(COMMON_LEAST, COMMON_SHARE * len(contents.entries))
    return frozenset(heading for heading, count in seen.items() if count >= least)


def _contents(folder: Path) -> Contents:
    data = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
    entries = (Entry(**{**e, "audience": tuple(e["audience"]), "asked_as": tuple(e["asked_as"])})
               for e in data["entries"])
    return Contents(tuple(entries), tuple(Piece(**p) for p in data["pieces"]))
