"""An index in memory: entries, pieces, vectors, word counts; and what they say about a question."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb_index import nearest
from kb_index.background import Background
from kb_index.encoding import Vectors
from kb_index.entry import Contents, Entry, Piece
from kb_index.nearest import Nearest
from kb_index.ranking import Rows, Scores, Signals
from kb_index.runs import Runs
from kb_index.spelling import Spelling
from kb_index.told_apart import Taught, ToldApart
from kb_index.word_scores import WordScores

NEAR, BY_WORDS = 300, 100  # passages by cosine and articles by words that are looked at, of many
BEST_WAYS = 3  # of the ways to ask; one line that happens to fit is no proof
COMMON_SHARE, COMMON_LEAST = 0.5, 5  # of articles; and at least so many
DOCUMENTS, QUESTIONS, QUESTION_STARTS = "documents.npy", "questions.npy", "question_starts.npy"
CONTENTS, BM25, SPELLING = "contents.json", "bm25", "spelling.json"
BACKGROUND, COVERED = "background.npy", "covered.npy"
USUAL_PASSAGE, USUAL_DOCUMENT, CROWDED = "usual_passage.npy", "usual_document.npy", "crowded.npy"
TOLD_APART = "told_apart.npz"
NO_CLAUSES: Vectors = np.zeros((0, 0), dtype=np.float32)


@dataclass(frozen=True)
class Question:
    """What somebody asked, as a vector and as words; ``clauses`` are the vectors of its sentences, when there
    are several. Calibration asks lines that are in the index as if nobody had written them down: the row
    ``unsaid`` of the index's questions does not count, nor the line ``unlisted`` of its background, and
    ``learnt`` was learnt without them."""

    vector: NDArray[np.float32]
    words: tuple[str, ...]
    clauses: Vectors = field(default_factory=lambda: NO_CLAUSES)
    unsaid: int = -1
    unlisted: int = -1
    learnt: ToldApart | None = None


@dataclass(frozen=True)
class Index:
    """Runs: of each article its passages in ``passages``, its title and asked-as lines in ``questions``.
    What an article reaches with any question (usual.py) is kept beside the vectors."""

    contents: Contents
    passages: Nearest
    passage_runs: Runs
    documents: Vectors
    questions: Vectors
    question_runs: Runs
    usual_passage: Vectors
    usual_document: Vectors
    crowded: Vectors
    bm25: WordScores | None  # None when there is nothing to count
    background: Background
    spelling: Spelling
    told_apart: ToldApart | None = None  # None where there was nothing to learn from
    common_headings: frozenset[str] = frozenset()

    def readable(self, *, audiences: Collection[str], today: date) -> NDArray[np.bool_]:
        """Of each entry: may this person be answered from it today?"""
        entries = self.contents.entries
        return np.array([e.readable(audiences=audiences, today=today) for e in entries], dtype=bool)

    @cached_property
    def _owners(self) -> Rows:
        return self.passage_runs.owners()

    def signals(self, question: Question, readable: NDArray[np.bool_]) -> Signals:
        """What speaks for each candidate among the readable articles."""
        counted = self._counted(question)
        articles = self._candidates(question, readable, counted)
        passages, clause = self._passages(question, articles)
        some = slice(None) if len(articles) == len(readable) else articles
        document = (self.documents[some] @ question.vector).astype(np.float64)
        asked, ways = self._ways(question, articles)
        usual = self.usual_passage[some]
        return Signals(
            articles, passages - usual, clause - usual, document - self.usual_document[some], ways,
            counted[some], self._told_apart(question)[some], text=document, asked=asked,
        )

    def _candidates(self, question: Question, readable: NDArray[np.bool_], counted: Scores) -> Rows:
        if self.passages.cells is None:
            return np.flatnonzero(readable)
        near = self._owners[self.passages.propose(question.vector, NEAR, readable[self._owners])]
        fitting = np.flatnonzero(readable & (counted > 0))
        if len(fitting) > BY_WORDS:
            fitting = fitting[np.argpartition(-counted[fitting], BY_WORDS)[:BY_WORDS]]
        return np.union1d(near, fitting)

    def _passages(self, question: Question, articles: Rows) -> tuple[Scores, Scores]:
        """Of each article the best cosine with the question, and with its sentences on average."""
        rows, runs = self.passage_runs.some(articles)
        asked = np.vstack([question.vector, *question.clauses])
        best = runs.best(self.passages.vectors[rows] @ asked.T)
        clause = best[:, 1:].mean(axis=1) if len(asked) > 1 else np.full(len(articles), np.nan)
        return best[:, 0], clause

    def _ways(self, question: Question, articles: Rows) -> tuple[Scores, Scores]:
        """Of each article's title and asked-as lines, the best cosine, and the opinion of the best few."""
        rows, runs = self.question_runs.some(articles)
        cosines = (self.questions[rows] @ question.vector).astype(np.float64)
        if question.unsaid >= 0:
            cosines[np.arange(len(self.questions))[rows] == question.unsaid] = -1.0
        return runs.best(cosines), runs.mean_of_best(cosines - self.crowded[rows], BEST_WAYS)

    def taught(self) -> Taught:
        """The ways to ask of every article, and the lines of the background that none of them covers."""
        open_ = np.setdiff1d(np.arange(len(self.background.vectors)), self.background.covered[:, 0])
        vectors = np.concatenate([self.questions, self.background.vectors[open_]])
        articles = len(self.contents.entries)
        classes = np.concatenate([self.question_runs.owners(), np.full(len(open_), articles)])
        return Taught(vectors.astype(np.float32), classes, articles)

    def _told_apart(self, question: Question) -> Scores:
        learnt = question.learnt or self.told_apart
        return learnt.of(question.vector) if learnt else np.full(len(self.contents.entries), np.nan)

    def _counted(self, question: Question) -> Scores:
        articles = len(self.contents.entries)
        return self.bm25.of(question.words, articles) if self.bm25 else np.zeros(articles)


def save_contents(folder: Path, contents: Contents) -> None:
    (folder / CONTENTS).write_text(json.dumps(asdict(contents), ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> Index:
    """The index in ``folder``. Its files were checked before; whatever is raised means a damaged one."""
    contents = read_contents(folder)
    mapped = {n: np.asarray(np.load(folder / n, mmap_mode="r")) for n in (DOCUMENTS, QUESTIONS)}
    small = {name: np.load(folder / name) for name in (USUAL_PASSAGE, USUAL_DOCUMENT, CROWDED)}
    return Index(
        contents=contents, passages=nearest.load(folder), passage_runs=passage_runs(contents),
        documents=mapped[DOCUMENTS], questions=mapped[QUESTIONS],
        question_runs=Runs(np.load(folder / QUESTION_STARTS)), usual_passage=small[USUAL_PASSAGE],
        usual_document=small[USUAL_DOCUMENT], crowded=small[CROWDED],
        bm25=WordScores.load(folder / BM25) if (folder / BM25).exists() else None,
        background=Background(np.load(folder / BACKGROUND), np.load(folder / COVERED)),
        spelling=Spelling.of(json.loads((folder / SPELLING).read_text(encoding="utf-8"))),
        told_apart=_told_apart_in(folder), common_headings=common_headings(contents),
    )


def _told_apart_in(folder: Path) -> ToldApart | None:
    if not (folder / TOLD_APART).exists():
        return None
    with np.load(folder / TOLD_APART, allow_pickle=False) as kept:
        return ToldApart(kept["weights"])


def passage_runs(contents: Contents) -> Runs:
    counts = Counter(piece.article for piece in contents.pieces)
    return Runs.of(counts[article] for article in range(len(contents.entries)))


def common_headings(contents: Contents) -> frozenset[str]:
    """Headings that stand in so many articles that they say nothing about any of them."""
    seen = Counter(heading for _, heading in {(p.article, p.heading) for p in contents.pieces} if heading)
    least = max(COMMON_LEAST, COMMON_SHARE * len(contents.entries))
    return frozenset(heading for heading, count in seen.items() if count >= least)


def read_contents(folder: Path) -> Contents:
    data = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
    entries = (Entry(**{**e, "audience": tuple(e["audience"]), "asked_as": tuple(e["asked_as"])})
               for e in data["entries"])
    return Contents(tuple(entries), tuple(Piece(**p) for p in data["pieces"]))
