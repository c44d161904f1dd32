"""What a page calls itself."""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser

LONGEST = 200


def title_of(html: str) -> str:
    """The words of its first ``<title>``, empty when it has none."""
    reader = _Title()
    with suppress(_Enough):
        reader.feed(html)
    return " ".join("".join(reader.words).split())[:LONGEST]


class _Enough(Exception):
    """The title was read, or there is none."""


class _Title(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside = False
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            raise _Enough
        self._inside = self._inside or tag == "title"

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            raise _Enough

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.words.append(data)
