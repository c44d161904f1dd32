"""Articles held in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

from itsm.cursor import Change, Cursor
from itsm.errors import NotFound, Refused
from itsm.knowledge import Article
from itsm.limits import clean, one_line

_TITLE = 100


@dataclass
class MemoryKnowledge:
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
    articles: dict[str, Article] = field(default_factory=dict)
    uses: dict[str, tuple[str, str]] = field(default_factory=dict)
    said: dict[str, tuple[str, str, bool, str]] = field(default_factory=dict)
    attached: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    async def changed_since(self, cursor: Cursor, limit: int = 100) -> tuple[tuple[Article, ...], Cursor]:
        by_time = sorted(self.articles.values(), key=lambda article: (article.updated_at, article.id))
        changes = [(a, Change(a.id, a.updated_at, self._counts.get(a.number, 0))) for a in by_time]
        new = [(a, change) for a, change in changes if cursor.is_new(change)][:limit]
        return tuple(a for a, _ in new), cursor.after([change for _, change in new])

    async def read(self, number: str) -> Article | None:
        return self.articles.get(number.strip().upper())

    async def files(self, articles: Sequence[Article]) -> Mapping[str, tuple[str, ...]]:
        return {a.number: self.attached[a.number] for a in articles if self.attached.get(a.number)}

    async def write(self, title: str, text: str, *, key: str, number: str = "") -> Article:
        if not one_line(title) or len(one_line(title)) > _TITLE:
            raise Refused(f"short_description: 1 to {_TITLE} characters")
        number = number or self._keys.setdefault(key, f"KB{10001 + len(self._keys):07d}")
        old = self.articles.get(number)
        if old is None and number not in self._keys.values():
            raise NotFound("no such article")
        words = (one_line(title), clean(text))
        if old is None or (old.title, old.text) != words:
            self._counts[number] = self._counts.get(number, -1) + 1
            self.articles[number] = self._changed(old, number, *words)
        return self.articles[number]

    async def used(self, number: str, *, person: str, key: str) -> None:
        self.uses.setdefault(key, (await self._known(number), person))

    async def feedback(self, number: str, *, person: str, helped: bool, words: str, key: str) -> None:
        self.said.setdefault(key, (await self._known(number), person, helped, clean(words)))

    def _changed(self, old: Article | None, number: str, title: str, text: str) -> Article:
        if old is None:
            return Article(number.lower(), number, title, text, "draft", self.now())
        return replace(old, title=title, text=text, updated_at=self.now())

    async def _known(self, number: str) -> str:
        if number.strip().upper() not in self.articles:
            raise NotFound("no such article")
        return number.strip().upper()
