"""Between our Markdown and Slack's own markup, both ways.

Slack reads ``<...>`` as links and mentions. What people wrote in it becomes plain words; what we send
has every ``&``, ``<`` and ``>`` escaped, so that no words can call a channel or a person.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
_SCHEMES = {"http", "https", "mailto", "tel"}
_MARK = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_PLAIN = {"amp": "&", "lt": "<", "gt": ">"}
_WRAP = {"strong": "*", "em": "_", "s": "~"}


def plain(text: str, own: Collection[str]) -> str:
    """What a person wrote in Slack, as plain words. ``own``: our user ids, whose mention is no word."""
    words = _MARK.sub(lambda found: _words(found[1], own), text)
    return _ENTITY.sub(lambda found: _PLAIN[found[1]], words).strip()


def _words(inner: str, own: Collection[str]) -> str:
    target, _, label = inner.partition("|")
    kind, rest = target[:1], target[1:]
    if kind == "@":
        return "" if rest in own else f"@{label.removeprefix('@') or rest}"
    if kind == "#":
        return f"#{label or rest}"
    if kind == "!":
        return label or f"@{rest.partition('^')[0]}"
    return label or target.removeprefix("mailto:").removeprefix("tel:")


def escape(text: str) -> str:
    """Words that must stay words."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn(markdown: str) -> str:
    """Our Markdown as Slack shows it; headings are bold, lists have dots, only safe links are links."""
    return _blocks(Node(_PARSER.parse(markdown)))


def link(address: str, label: str) -> str:
    """A link, or the label alone where the address is none that may be opened."""
    if urlsplit(address).scheme not in _SCHEMES:
        return escape(label)
    safe = escape(address).replace("|", "%7C").replace("\n", "")
    return f"<{safe}|{escape(label).replace('|', '/')}>"


def _blocks(node: Node, between: str = "\n\n") -> str:
    return between.join(filter(None, (_block(child) for child in node.children)))


def _block(node: Node) -> str:
    match node.type:
        case "heading":
            return f"*{_inline(node)}*"
        case "bullet_list":
            return "\n".join(_item(item, "• ") for item in node.children)
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return "\n".join(_item(item, f"{first + i}. ") for i, item in enumerate(node.children))
        case "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in _blocks(node).split("\n"))
        case "fence" | "code_block":
            return f"```\n{escape(node.content.rstrip())}\n```"
        case "table":
            rows = [row for part in node.children for row in part.children]
            return "\n".join(" | ".join(_inline(cell) for cell in row.children) for row in rows)
        case "hr":
            return ""
        case _:
            return _inline(node)


def _item(node: Node, mark: str) -> str:
    return mark + _blocks(node, "\n").replace("\n", "\n" + " " * 4)


def _inline(node: Node) -> str:
    return "".join(_span(child) for child in node.children)


def _span(node: Node) -> str:
    match node.type:
        case "text":
            return escape(node.content)
        case "softbreak" | "hardbreak":
            return "\n"
        case "code_inline":
            return f"`{escape(node.content)}`"
        case "strong" | "em" | "s":
            mark = _WRAP[node.type]
            return f"{mark}{_inline(node)}{mark}"
        case "link":
            return link(str(node.attrs.get("href", "")), _letters(node))
        case _:
            return _inline(node)


def _letters(node: Node) -> str:
    """The words of a link without marks: Slack shows none inside one."""
    return node.content if not node.children else "".join(_letters(child) for child in node.children)
