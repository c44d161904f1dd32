"""What is asked where no article helps: everyday life, and topics of a service desk nobody wrote about.

A question is covered when it is closer to an article than to any of these lines. A topic that an article
covers is no background while that article may be read: its lines are then other words for the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from kb_index.encoding import Vectors
from kb_index.runs import Runs

Rows = NDArray[np.int64]
TOPIC_COVERED = 0.57  # mean cosine of a topic's lines with the closest title or asked-as line of an article
LINE_COVERED = 0.70  # or of one line alone
BESIDE_BEST = 0.05  # an article this much further off than the closest does not cover it


@dataclass(frozen=True)
class Background:
    """``vectors`` of all lines, everyday ones first. ``covered`` are pairs (line, article that covers it)."""

    vectors: Vectors
    covered: Rows

    def closest(
        self, vector: NDArray[np.float32], readable: NDArray[np.bool_], *, unlisted: int = -1
    ) -> float:
        """The cosine with the closest line that no readable article covers; 0 when there is none.
        The line ``unlisted`` does not count."""
        cosines = self.vectors @ vector
        cosines[self.covered[readable[self.covered[:, 1]], 0]] = -1.0
        if unlisted >= 0:
            cosines[unlisted] = -1.0
        return max(0.0, float(cosines.max(initial=0.0)))


def everyday() -> tuple[str, ...]:
    """Questions that have nothing to do with a service desk."""
    return tuple(line for line in shipped("off_topic.txt") if line)


def topics() -> tuple[tuple[str, ...], ...]:
    """What a service desk is asked, topic by topic; the broad ones first."""
    return (*_blocks("desk_topics.txt"), *_blocks("desk_subjects.txt"))


def broad() -> int:
    """How many of ``lines()`` stand for just any question: the everyday ones and the broad topics. The finer
    subjects are those of articles, and would take from each article what it alone is about."""
    return len(everyday()) + sum(map(len, _blocks("desk_topics.txt")))


def lines() -> tuple[str, ...]:
    """All of it, in the order of ``Background.vectors``."""
    return (*everyday(), *(line for topic in topics() for line in topic))


def _blocks(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(lines) for said, lines in groupby(shipped(name), key=bool) if said)


def shipped(name: str) -> Iterator[str]:
    """The lines of a text file of this package, without its comments."""
    text = resources.files("kb_index").joinpath(name).read_text(encoding="utf-8")
    return (line.strip() for line in text.splitlines() if not line.startswith("#"))


@dataclass(frozen=True)
class Reach:
    """How close an article comes to what desks are asked: ``topics``, of each the mean over its lines of the
    best cosine with a way to ask; and the few ``lines`` (rows of all topics' lines, int32) that come close
    enough to be covered alone, with their ``cosines``. Of the other lines nothing is ever asked."""

    topics: Vectors
    lines: NDArray[np.int32]
    cosines: Vectors


def reached(asked: Vectors, questions: Vectors, starts: Rows) -> list[Reach]:
    """Of each article; its ways to ask are the rows of ``questions`` from ``starts``. ``asked`` are the lines
    of all topics."""
    sizes = _sizes()
    best = Runs(starts).best(np.asarray(questions) @ asked.T)
    reach = np.nan_to_num(best, nan=-1.0).astype(np.float32)
    means = np.add.reduceat(reach, np.cumsum([0, *sizes[:-1]]), axis=1) / sizes.astype(np.float32)
    close = [np.flatnonzero(row >= LINE_COVERED).astype(np.int32) for row in reach]
    return [Reach(*one) for one in zip(means, close, map(np.take, reach, close), strict=True)]


def background(vectors: Vectors, reach: Sequence[Reach]) -> Background:
    """Of ``lines()`` as ``vectors``; ``reach`` is that of each article."""
    sizes = _sizes()
    first = len(vectors) - int(sizes.sum())
    if not reach:
        return Background(vectors, np.zeros((0, 2), dtype=np.int64))
    covered = np.concatenate([_by_topic(reach, Runs.of(sizes)), _alone(reach, int(sizes.sum()))])
    return Background(vectors, np.unique(covered, axis=0) + np.array([first, 0]))


def _by_topic(reach: Sequence[Reach], topic_lines: Runs) -> Rows:
    """Pairs (line, article) where the article covers the line's whole topic."""
    means = np.stack([one.topics for one in reach])
    near = (means >= TOPIC_COVERED) & (means >= means.max(axis=0) - BESIDE_BEST)
    articles, covered = np.nonzero(near)
    lengths = np.diff(topic_lines.starts)[covered]
    runs = Runs.of(lengths)
    shift = np.repeat(topic_lines.starts[covered] - runs.starts[:-1], lengths)
    return np.stack([np.arange(runs.starts[-1]) + shift, np.repeat(articles, lengths)], axis=1)


def _alone(reach: Sequence[Reach], count: int) -> Rows:
    """Pairs (line, article) where the article covers that very line; of ``count`` lines."""
    rows = np.concatenate([one.lines for one in reach]).astype(np.int64)
    cosines = np.concatenate([one.cosines for one in reach])
    best = np.full(count, -1.0, dtype=np.float32)
    np.maximum.at(best, rows, cosines)
    articles = np.repeat(np.arange(len(reach)), [len(one.lines) for one in reach])
    return np.stack([rows, articles], axis=1)[cosines >= best[rows] - BESIDE_BEST]


def _sizes() -> Rows:
    return np.array([len(topic) for topic in topics()], dtype=np.int64)
