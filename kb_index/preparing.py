"""Articles -> what an index needs of each, some at a time, so that a killed build keeps what is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from kb_index.article import Article
from kb_index.background import broad, reached, topics
from kb_index.encoding import Encoder, Vectors, encoded, quiet
from kb_index.entry import Entry, Piece, entry, pieces, whole
from kb_index.prepared import Counted, Prepared, entry_json, piece_json
from kb_index.runs import Runs
from kb_index.spelling import counted
from kb_index.usual import crowded, usual
from kb_index.words import words

AT_ONCE = 64  # articles: what a kill may cost, and enough for an encoder to batch


class Preparing:
    """``anything`` are the vectors of the background's lines."""

    def __init__(self, encoder: Encoder, anything: Vectors) -> None:
        self._encoder = encoder
        self.anything = anything
        self._usual = self.anything[: broad()]
        self._desk = self.anything[len(self.anything) - sum(map(len, topics())) :]

    def each(self, articles: Sequence[Article]) -> Iterator[list[Prepared]]:
        """In order, ``AT_ONCE`` at a time."""
        for at in range(0, len(articles), AT_ONCE):
            yield self._some(articles[at : at + AT_ONCE])

    def _some(self, articles: Sequence[Article]) -> list[Prepared]:
        held = [(entry(a), pieces(0, a)) for a in articles]
        passages = self._encoded([piece.words(e.title) for e, parts in held for piece in parts])
        documents = self._encoded([whole(e.title, parts) for e, parts in held])
        questions = self._encoded([line for e, _ in held for line in e.ways_to_ask])
        lengths = (len(parts) for _, parts in held), (len(e.ways_to_ask) for e, _ in held)
        by_piece, by_way = map(Runs.of, lengths)
        one_each = Runs.of([1] * len(held))
        split = zip(
            held, _by(by_piece, passages), documents, _by(by_way, questions),
            usual(passages, by_piece, self._usual), usual(documents, one_each, self._usual),
            _by(by_way, crowded(questions, self._usual)), reached(self._desk, questions, by_way.starts),
            strict=True,
        )  # fmt: skip
        return [_prepared(*one) for one in split]

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        return encoded(self._encoder, texts, "", quiet)


def _by(runs: Runs, rows: Vectors) -> Iterable[Vectors]:
    return (rows[first:end] for first, end in zip(runs.starts[:-1], runs.starts[1:], strict=True))


def _prepared(held: tuple[Entry, Sequence[Piece]], *made: Any) -> Prepared:
    found, parts = held
    passages, document, questions, of_passage, of_document, around, reach = made
    text = whole(found.title, parts)
    return Prepared(
        entry_json(found), tuple(map(piece_json, parts)), Counted.of(Counter(words(text))),
        Counted.of(counted([text, *found.asked_as])), passages, document, questions,
        np.atleast_1d(of_passage), np.atleast_1d(of_document), around, reach,
    )  # fmt: skip
