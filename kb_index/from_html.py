"""HTML as other systems keep it -> the Markdown of articles. Pure.

nh3 cleans first: scripts, styles, forms and attributes are gone and every tag is closed. What is left is
written down in one pass, so that no page is too deep for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import nh3

from kb_index.html_depth import depth
from kb_index.markdown_writer import MarkdownWriter

MAX_CHARACTERS = 1_000_000  # of one page: ten times the longest article a person wrote
MAX_DEPTH = 100  # tags in one another; a hundred times deeper, cleaning takes minutes
_TAGS = {
    "p", "div", "section", "article", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li",
    "br", "hr", "strong", "b", "em", "i", "a", "code", "kbd", "pre", "img", "table", "thead", "tbody", "tr",
    "th", "td", "dl", "dt", "dd",
}  # fmt: skip
_GONE = {"script", "style", "title", "head", "noscript", "iframe", "object", "template", "svg", "math"}
_ATTRIBUTES = {"a": {"href"}, "img": {"alt"}, "ol": {"start"}}


@dataclass(frozen=True)
class Converted:
    """``pictures`` is how many were left out; their alternative texts stand in the Markdown."""

    markdown: str
    pictures: int = 0


class NotConverted(ValueError):
    """A page that no person wrote: too long or too deep."""


def to_markdown(html: str) -> Converted:
    """Raises NotConverted."""
    if len(html) > MAX_CHARACTERS:
        raise NotConverted(f"a page of {len(html)} characters, more than {MAX_CHARACTERS}")
    if (deep := depth(html, MAX_DEPTH)) > MAX_DEPTH:
        raise NotConverted(f"tags nested more than {deep - 1} deep")
    clean = nh3.clean(
        html, tags=_TAGS, clean_content_tags=_GONE, attributes=_ATTRIBUTES, link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )  # fmt: skip
    writer = MarkdownWriter()
    writer.feed(clean)
    writer.close()
    return Converted(writer.markdown(), writer.pictures)
