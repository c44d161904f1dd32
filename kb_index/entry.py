"""What an index holds: passages that can be quoted, and the articles they come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
        """The title, if there is one, and the lines employees type: one vector each."""
        return (self.title, *self.asked_as) if self.title else self.asked_as


@dataclass(frozen=True)
class Piece:
    """One passage. ``article`` is the row of its Entry. ``steps``: it says what to do, as a list."""

    article: int
    heading: str
    text: str
    steps: bool

    def words(self, title: str) -> str:
        """What is encoded: not the title, it has a vector of its own, unless there is nothing else."""
        said = f"{self.heading}\n{plain(self.text)}".strip()
        return said or title


def entry(article: Article) -> Entry:
    return Entry(
        article.id, article.version, article.title, article.topic, article.audience,
        article.valid_until.isoformat() if article.valid_until else "", article.asked_as, article.link,
    )


def pieces(row: int, article: Article) -> tuple[Piece, ...]:
    """At least one: an article that is only a title is found by it."""
    found = tuple(Piece(row, p.heading, p.text, p.has_steps) for p in passages(article.body))
    return found or (Piece(row, "", "", False),)


def whole(title: str, parts: Iterable[Piece]) -> str:
    """An article in one text."""
    said = [f"{part.heading}\n{plain(part.text)}" for part in parts if part.text]
    return "\n".join([title, *said] if title else said)


@dataclass(frozen=True)
class Contents:
    """All entries and all pieces, in the order of their vectors."""

    entries: tuple[Entry, ...]
    pieces: tuple[Piece, ...]

    @property
    def asked_as_written(self) -> bool:
        """Whether the articles carry lines as employees type them; a corpus from elsewhere does not."""
        return sum(len(entry.ways_to_ask) for entry in self.entries) >= 2 * max(1, len(self.entries))


def contents(articles: Collection[Article]) -> Contents:
    """Of the articles that may be answered from. The rest are unreachable because they are not here."""
    standing = sorted((a for a in articles if a.stands()), key=lambda a: a.id)
    return Contents(
        tuple(entry(a) for a in standing),
        tuple(p for row, a in enumerate(standing) for p in pieces(row, a)),
    )
