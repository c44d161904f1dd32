"""Markdown to safe HTML, the only way formatted words reach a browser.

Two locks, because each alone has been picked before: the parser knows no raw HTML, and what it makes
is cleaned against a list of allowed tags, attributes and link schemes.
"""

from __future__ import annotations

import html
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
_ATTRIBUTES = {"a": {"href", "title", "target"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# A bubble is no page: its headings stay below the page's own.
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}

_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_PARSER.disable("image")  # pictures come as attachments of ours, never from an address somebody typed


@lru_cache(maxsize=1024)  # the bot's wording comes again and again, and every window asks
def render(markdown: str) -> str:
    """The HTML of ``markdown``: no raw HTML, no images, links only to http, https, mailto and tel."""
    tokens = _PARSER.parse(markdown)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("target", "_blank")
    made = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(
        made, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer"
    ).strip()


def escape(text: str) -> str:
    """Words that are no Markdown (people's, agents'): escaped, line breaks kept."""
    return html.escape(text).replace("\n", "<br>")
