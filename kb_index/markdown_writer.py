"""Clean HTML, tag by tag, as Markdown: headings, paragraphs, lists, bold, links, code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from kb_index.markdown_text import escaped, fenced, line_starts, marked, spaced

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "kbd": "**"}
_BLOCKS = frozenset({
    "p", "div", "section", "article", "blockquote", "dl", "dt", "dd", "table", "thead", "tbody", "hr",
})  # fmt: skip
_HEADING = re.compile(r"h[1-6]")


@dataclass
class _List:
    """An open list: its next number, 0 when it has none, and how far its items are indented."""

    number: int
    indent: str
    marker: str = ""


@dataclass
class _Span:
    """Inline text being collected; ``mark`` is put around it in the end."""

    mark: str = ""
    href: str = ""
    text: list[str] = field(default_factory=list)


class MarkdownWriter(HTMLParser):
    """``markdown()`` is what it was fed, as Markdown. The title of a page is above it: h1 becomes ``##``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pictures = 0
        self._blocks: list[tuple[str, str]] = []  # text and kind: item, row, heading or text
        self._lists: list[_List] = []
        self._spans = [_Span()]
        self._before = ""  # the marks of a heading
        self._pre = False
        self._cells: list[str] | None = None

    def markdown(self) -> str:
        self._flush()
        parts: list[str] = []
        before = ""
        for text, kind in self._blocks:
            close = before == "heading" or (before == kind and kind in ("item", "row"))
            parts += [("\n" if close else "\n\n") if parts else "", text]
            before = kind
        return "".join(parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _MARKS and not self._pre:
            self._spans.append(_Span(_MARKS[tag]))
        elif tag == "a":
            self._spans.append(_Span(href=given.get("href", "")))
        elif tag == "img":
            self._picture(given.get("alt", ""))
        elif tag == "br":
            self._spans[-1].text.append("\n" if self._cells is None else " ")
        else:
            self._open_block(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if (tag in _MARKS and not self._pre) or tag == "a":
            self._close_span()
        elif tag in ("td", "th"):
            self._close_cell()
        elif tag == "tr":
            self._close_row()
        elif tag == "pre":
            self._close_pre()
        elif tag in ("ul", "ol"):
            self._flush()
            self._lists = self._lists[:-1]
        elif tag in _BLOCKS or tag == "li" or _HEADING.fullmatch(tag):
            self._flush()

    def handle_data(self, data: str) -> None:
        in_code = self._pre or self._spans[-1].mark == "`"
        self._spans[-1].text.append(data if in_code else escaped(spaced(data)))

    def _open_block(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("td", "th"):
            self._spans = [_Span()]
        elif tag == "tr":
            self._flush()
            self._cells = []
        elif self._cells is not None:
            self._spans[-1].text.append(" ")
        elif tag in ("ul", "ol"):
            self._open_list(tag, given)
        elif tag == "li":
            self._open_item()
        else:
            self._flush()
            self._pre = tag == "pre"
            if _HEADING.fullmatch(tag):
                self._before = "#" * max(2, int(tag[1])) + " "

    def _open_list(self, tag: str, given: dict[str, str]) -> None:
        self._flush()
        start = given.get("start", "1")
        number = (int(start) if start.isdecimal() and len(start) < 5 else 1) if tag == "ol" else 0
        outer = self._lists[-1] if self._lists else None
        indent = outer.indent + " " * (3 if outer.number or tag == "ol" else 2) if outer else ""
        self._lists.append(_List(number, indent))

    def _open_item(self) -> None:
        self._flush()
        if not self._lists:
            self._lists.append(_List(0, ""))
        own = self._lists[-1]
        own.marker = f"{own.number}. " if own.number else "- "
        own.number += bool(own.number)

    def _close_span(self) -> None:
        if len(self._spans) == 1:
            return
        span = self._spans.pop()
        self._spans[-1].text.append(marked("".join(span.text), span.mark, span.href))

    def _close_cell(self) -> None:
        if self._cells is not None:
            self._cells.append(self._taken().replace("\n", " "))

    def _close_row(self) -> None:
        """A row is an item; commonmark has no tables, nor has a chat."""
        cells, self._cells = [cell for cell in self._cells or [] if cell], None
        if cells:
            self._add("- " + " – ".join(cells), "row")

    def _close_pre(self) -> None:
        text = "".join(part for span in self._spans for part in span.text)
        self._pre, self._spans = False, [_Span()]
        if text.strip():
            self._place(fenced(text))

    def _picture(self, alt: str) -> None:
        self.pictures += 1
        if alt.strip():
            self._spans[-1].text.append(f" (picture: {escaped(spaced(alt.strip()))}) ")

    def _taken(self) -> str:
        """The inline text collected so far, spans that were left open closed."""
        while len(self._spans) > 1:
            self._close_span()
        text, self._spans = "".join(self._spans[0].text), [_Span()]
        lines = (" ".join(line.split(" ")).strip() for line in re.sub(r" {2,}", " ", text).split("\n"))
        return "\n".join(line for line in lines if line)

    def _flush(self) -> None:
        if self._cells is not None or self._pre:
            return
        text, before, self._before = self._taken(), self._before, ""
        if not text:
            return
        if before and not self._lists:
            self._add(before + text.replace("\n", " ").replace("**", ""), "heading")
        else:
            self._place(line_starts(text))

    def _place(self, text: str) -> None:
        """With the marker and the indentation of the list it stands in."""
        if not self._lists:
            self._add(text, "text")
            return
        own = self._lists[-1]
        marker, own.marker = own.marker, ""
        width = 3 if own.number else 2
        inner = "\n" + own.indent + " " * width
        first = own.indent + (marker or " " * width)
        self._add(first + text.replace("\n", inner), "item" if marker else "text")

    def _add(self, text: str, kind: str) -> None:
        self._blocks.append((text, kind))
