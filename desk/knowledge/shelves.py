"""Articles on this side: the folder they are answered from, and the one where what came waits for review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from desk.knowledge.deciding import Words
from itsm.knowledge import Article as Theirs
from kb_index import library
from kb_index.article import Article, State
from kb_index.drafting import Draft, rewritten, save, text_of

NOBODY = "restricted"
"""The audience of what only some may read there: nobody has it until an author says who that is here."""
_REVIEW_IN = timedelta(days=365)
_FOREVER = 2100  # ServiceNow's way to say that an article does not end


class Unreadable(Exception):
    """A file in the review folder that is no article: it would be lost if it were written over."""


@dataclass(frozen=True)
class Ours:
    """An article here. ``waits``: it lies in the review folder, so nobody is answered from it."""

    article: Article
    path: Path
    waits: bool

    @property
    def words(self) -> Words:
        return Words(self.article.title, self.article.body)


class Shelves:
    """Reads ``articles`` and ``review`` once; writes into ``review`` only."""

    def __init__(self, articles: Path, review: Path, today: date) -> None:
        self._review = review
        self._today = today
        review.mkdir(parents=True, exist_ok=True)
        self.answered = _read(articles, waits=False)
        self.waiting = _read(review, waits=True)

    def find(self, number: str, article: str = "") -> Ours | None:
        """By its ``source`` or, as it was once sent from here, by its id; the one that is answered from
        before the one that waits."""
        for shelf in (self.answered, self.waiting):
            for ours in shelf.values():
                if ours.article.source == number or ours.article.id == article:
                    return ours
        return None

    def approved(self) -> list[Ours]:
        """What may be sent: every word as somebody approved it, and still valid."""
        found = (ours for ours in self.answered.values() if ours.article.stands())
        return [o for o in found if not o.article.valid_until or o.article.valid_until >= self._today]

    def put(self, theirs: Theirs, words: Words, ours: Ours | None, notes: list[str]) -> Ours:
        """Their words in the review folder: a new file, or the words of one that has what else we know."""
        state = {"draft": State.DRAFT}.get(theirs.state, State.IN_REVIEW)
        if ours is None:
            id_ = theirs.number.lower()
            text = text_of(_draft(theirs, words, id_, state, self._today, notes))
        else:
            id_ = ours.article.id
            old = ours.path.read_text(encoding="utf-8")
            text = rewritten(old, title=words.title, body=words.body, state=state)
        path = self._review / f"{id_}.md"
        if path.exists() and id_ not in self.waiting:
            raise Unreadable(f"{path} is no article that can be read; mend it or take it away")
        save(path, text)
        self.waiting[id_] = _one(path)
        return self.waiting[id_]

    def retire(self, ours: Ours) -> None:
        """Only what waits: an article that is answered from is its author's to retire."""
        text = ours.path.read_text(encoding="utf-8")
        article = ours.article
        save(ours.path, rewritten(text, title=article.title, body=article.body, state=State.RETIRED))
        self.waiting[article.id] = _one(ours.path)


def _draft(
    theirs: Theirs, words: Words, id_: str, state: State, today: date, notes: list[str]
) -> Draft:
    audience = (NOBODY,) if theirs.readers else ("all",)
    limited = [f"only some may read it there ({theirs.readers}): say here who"] if theirs.readers else []
    return Draft(
        id=id_, title=words.title or theirs.number, body=words.body, source=theirs.number,
        review_date=today + _REVIEW_IN, topic=_slug(theirs.category), audience=audience, state=state,
        valid_until=_end(theirs.valid_to), notes=[*limited, *notes],
    )  # fmt: skip


def _slug(category: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in category.lower()).split()) or "general"


def _end(valid_to: str) -> date | None:
    try:
        end = date.fromisoformat(valid_to[:10])
    except ValueError:
        return None
    return end if end.year < _FOREVER else None


def _read(folder: Path, *, waits: bool) -> dict[str, Ours]:
    read = library.load(folder)
    return {a.id: Ours(a, Path(read.files[a.id]), waits) for a in read.articles}


def _one(path: Path) -> Ours:
    article, _ = library.one(path)
    if article is None:
        raise Unreadable(f"{path} cannot be read back")
    return Ours(article, path, waits=True)
