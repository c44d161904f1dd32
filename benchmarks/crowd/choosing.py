"""Which of the offered answers somebody picks who was given no answer to that question: the one nearest to
what they came with, as people do who read the buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from benchmarks.crowd.rows import Row
from language.encoder import Encoder


class Choose(Protocol):
    """The title that fits the row best, or empty for somebody who can't tell."""

    def __call__(self, row: Row, question: str, titles: Sequence[str]) -> str: ...


def cannot_tell(row: Row, question: str, titles: Sequence[str]) -> str:
    """Somebody without a guess."""
    return ""


def by_likeness(encoder: Encoder) -> Choose:
    """By how alike the question with an answer and the person's own words are."""

    def choose(row: Row, question: str, titles: Sequence[str]) -> str:
        if not titles:
            return ""
        answers = encoder.encode([f"{question} {title}" for title in titles])
        own = encoder.encode(words(row))
        return titles[int((answers @ own.T).max(axis=1).argmax())]

    return choose


def words(row: Row) -> list[str]:
    """What the person knows, in their words: told first, wished for, and what they would write down."""
    told = (row.opening, row.answers.get("describe"), row.facts.get("what"), row.facts.get("message"))
    return [text for text in told if text]
