"""What is asked where no article helps: everyday life, and topics of a service desk nobody wrote about.

A question is covered when it is closer to an article than to any of these lines. A topic that an article
covers is no background while that article may be read: its lines are then other words for the article.
"""

from __future__ import annotations

from collections.abc import Iterator
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
_CHUNK = 4096  # articles compared at once


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


def background(vectors: Vectors, reach: Vectors) -> Background:
    """Of ``lines()`` as ``vectors``; ``reach`` is how close each article comes to each line of a topic."""
    sizes = np.array([len(topic) for topic in topics()])
    first = len(vectors) - int(sizes.sum())
    if not reach.size:
        return Background(vectors, np.zeros((0, 2), dtype=np.int64))
    means = np.add.reduceat(reach, np.cumsum([0, *sizes[:-1]]), axis=0) / sizes[:, None]
    covered = np.repeat(_near(means, TOPIC_COVERED), sizes, axis=0) | _near(reach, LINE_COVERED)
    return Background(vectors, np.argwhere(covered) + np.array([first, 0]))


def reached(asked: Vectors, questions: Vectors, starts: Rows) -> Vectors:
    """Of each line (row) and article (column), the best cosine with one of the article's ways to ask, which
    are the rows of ``questions`` from ``starts``."""
    reach = np.zeros((len(asked), len(starts) - 1), dtype=np.float32)
    for at in range(0, reach.shape[1], _CHUNK):
        runs = Runs(starts[at : at + _CHUNK + 1])
        cosines = np.asarray(questions[runs.starts[0] : runs.starts[-1]]) @ asked.T
        best = Runs(runs.starts - runs.starts[0]).best(cosines)
        reach[:, at : at + _CHUNK] = np.nan_to_num(best, nan=-1.0).T
    return reach


def _near(cosines: Vectors, least: float) -> NDArray[np.bool_]:
    best = cosines.max(axis=1, keepdims=True)
    near: NDArray[np.bool_] = (cosines >= least) & (cosines >= best - BESIDE_BEST)
    return near
