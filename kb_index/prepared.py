"""An article ready for an index: everything about it that no other article has a say in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb_index.background import Reach
from kb_index.encoding import Vectors
from kb_index.entry import Entry, Piece

Counts = NDArray[np.uint32]


@dataclass(frozen=True)
class Counted:
    """Words, apart by blanks, and how often each stands in the article."""

    words: str
    counts: Counts

    @classmethod
    def of(cls, counts: Any) -> Counted:
        return cls(" ".join(counts), np.fromiter(counts.values(), dtype=np.uint32, count=len(counts)))


@dataclass(frozen=True)
class Prepared:
    """``entry`` and ``pieces`` are JSON: what is not changed is not read. ``usual_...`` and ``crowded`` are
    those of usual.py."""

    entry: str
    pieces: tuple[str, ...]
    said: Counted = field(repr=False)
    spelt: Counted = field(repr=False)
    passages: Vectors = field(repr=False)
    document: Vectors = field(repr=False)
    questions: Vectors = field(repr=False)
    usual_passage: Vectors = field(repr=False)
    usual_document: Vectors = field(repr=False)
    crowded: Vectors = field(repr=False)
    reach: Reach = field(repr=False)

    def numbers(self) -> tuple[Vectors, ...]:
        return (
            self.passages, self.document, self.questions, self.usual_passage, self.usual_document,
            self.crowded, self.reach.cosines, self.reach.topics,
        )  # fmt: skip


def entry_json(entry: Entry) -> str:
    return json.dumps(vars(entry), ensure_ascii=False)


def piece_json(piece: Piece) -> str:
    """Without its article's row, which depends on the articles beside it."""
    return json.dumps({k: v for k, v in vars(piece).items() if k != "article"}, ensure_ascii=False)


def contents_json(prepared: Sequence[Prepared]) -> Iterator[str]:
    """The JSON of their Contents, in parts: as index.read_contents reads it."""
    yield '{"entries": [' + ", ".join(one.entry for one in prepared) + '], "pieces": ['
    yield ", ".join(
        f'{{"article": {row}, {piece[1:]}' for row, one in enumerate(prepared) for piece in one.pieces
    )
    yield "]}"
