"""Markdown -> sections by heading -> passages short enough to quote. Steps stay a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # only a build parses; a reader starts a fifth of a second sooner without
    from markdown_it.token import Token

MAX_PASSAGE = 1000  # characters, about 160 words: what one vector can stand for, and a chat can show
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_MARKS = re.compile(r"[*_`]{1,3}|^#+\s*|^>\s*", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_STEP = re.compile(r"^\s*(?:\d+[.)]|[-*])\s", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """The text under one heading, as Markdown. ``line`` counts from the first line of the body, from 0."""

    heading: str
    text: str
    line: int = 0

    @property
    def has_steps(self) -> bool:
        return bool(_STEP.search(self.text))


def sections(body: str) -> tuple[Section, ...]:
    """The body cut at its headings. A deeper heading carries the ones above it: "Windows: Wi-Fi"."""
    lines = body.splitlines()
    cuts = list(_headings(_parsed(body)))
    starts = [(0, 0, "")] + [(first, after, heading) for first, after, heading in cuts]
    ends = [first for first, _, _ in cuts] + [len(lines)]
    found = []
    for (_, after, heading), end in zip(starts, ends, strict=True):
        text = "\n".join(lines[after:end]).strip("\n")
        if text.strip():
            found.append(Section(heading, text, after))
    return tuple(found)


def passages(body: str, *, longest: int = MAX_PASSAGE) -> tuple[Section, ...]:
    """Sections, the long ones split between steps, paragraphs, or at worst sentences."""
    return tuple(
        Section(section.heading, text, section.line)
        for section in sections(body)
        for text in _packed(section.text, longest)
    )


def plain(markdown: str) -> str:
    """The words without the marks: what is encoded and searched."""
    return _MARKS.sub("", _LINK.sub(r"\1", markdown)).strip()


def _parsed(body: str) -> list[Token]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).parse(body)


def _headings(tokens: list[Token]) -> Iterator[tuple[int, int, str]]:
    path: list[tuple[int, str]] = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            depth = int(token.tag[1:])
            path = [(d, words) for d, words in path if d < depth] + [(depth, plain(inline.content))]
            yield token.map[0], token.map[1], ": ".join(words for _, words in path)


def _packed(text: str, longest: int) -> Iterator[str]:
    """Pieces put together again up to ``longest``."""
    packed = ""
    for piece in _pieces(text, longest):
        if packed and len(packed) + len(piece) + 1 > longest:
            yield packed
            packed = ""
        packed = f"{packed}\n{piece}" if packed else piece
    if packed:
        yield packed


def _pieces(text: str, longest: int) -> Iterator[str]:
    if len(text) <= longest:
        yield text
        return
    for line in text.split("\n"):
        if len(line) <= longest:
            yield line
        else:
            for sentence in _SENTENCE_END.split(line):
                yield from (sentence[at : at + longest] for at in range(0, len(sentence), longest))
