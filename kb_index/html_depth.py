"""How deep tags stand in one another, before anything that would build a tree of them."""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser

_EMPTY = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
})  # fmt: skip
_CLOSED_BY_THE_NEXT = frozenset({
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "tbody", "thead", "html", "body", "head",
})  # fmt: skip


def depth(html: str, most: int) -> int:
    """The deepest nesting, read no further than one beyond ``most``. Tags that are never closed count."""
    counter = _Counter(most)
    with suppress(_Enough):
        counter.feed(html)
    return counter.deepest


class _Enough(Exception):
    """Deeper than asked for."""


class _Counter(HTMLParser):
    def __init__(self, most: int) -> None:
        super().__init__(convert_charrefs=False)
        self._most = most
        self._open = 0
        self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY or tag in _CLOSED_BY_THE_NEXT:
            return
        self._open += 1
        self.deepest = max(self.deepest, self._open)
        if self.deepest > self._most:
            raise _Enough

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<div/>`` opens a div: HTML ignores the slash."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY and tag not in _CLOSED_BY_THE_NEXT:
            self._open = max(0, self._open - 1)
