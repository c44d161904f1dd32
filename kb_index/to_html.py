"""An article's Markdown -> the HTML other systems keep. Pure."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt


def to_html(markdown: str) -> str:
    """Clean: what stands in an article as HTML comes out as the letters it is made of."""
    html = MarkdownIt("commonmark", {"html": False}).render(markdown)
    return nh3.clean(html, link_rel=None).strip()
