"""What an index holds: passages that can be quoted, and the articles they come from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kb_index.article import Article, valid_on, visible_to
from kb_index.passages import passages, plain


@dataclass(frozen=True)
class Entry:
    """An article as the index knows it. Dates are ISO 8601, so that the file is plain JSON."""

    id: str
    version: str
    title: str
    topic: str
    audience: tuple[str, ...]
    valid_until: str
    asked_as: tuple[str, ...]
    link: str

    def readable(self, *, audiences: Collection[str], today: date) -> bool:
        """Whether this person may be answered from it today. (Only approved articles have an entry.)"""
        until = date.fromisoformat(self.valid_until) if self.valid_until else None
        return valid_on(until, today) and visible_to(self.audience, audiences)

    @property
    def ways_to_ask(self) -> tuple[str, ...]:
        """The title and the lines employees type: one vector each."""
        return (self.title, *self.asked_as)


@dataclass(frozen=True)
class Piece:
    """One passage. ``article`` is the row of its Entry. ``steps``: it says what to do, as a list."""

    article: int
    heading: str
    text: str
    steps: bool

    def words(self, entry: Entry) -> str:
        return spoken(entry.title, self.heading, self.text)


def spoken(title: str, heading: str, markdown: str) -> str:
    """What is encoded and counted: title and heading go with every passage."""
    return f"{f'{title}. ' if title else ''}{heading}\n{plain(markdown)}"


def entry(article: Article) -> Entry:
    return Entry(
        article.id, article.version, article.title, article.topic, article.audience,
        article.valid_until.isoformat() if article.valid_until else "", article.asked_as, article.link,
    )


def pieces(row: int, article: Article) -> tuple[Piece, ...]:
    return tuple(Piece(row, p.heading, p.text, p.has_steps) for p in passages(article.body))


@dataclass(frozen=True)
class Contents:
    """All entries and all pieces, in the order of their vectors."""

    entries: tuple[Entry, ...]
    pieces: tuple[Piece, ...]


def contents(articles: Collection[Article]) -> Contents:
    """Of the articles that may be answered from. The rest are unreachable because they are not here."""
    standing = sorted((a for a in articles if a.stands()), key=lambda a: a.id)
    return Contents(
        tuple(entry(a) for a in standing),
        tuple(p for row, a in enumerate(standing) for p in pieces(row, a)),
    )
