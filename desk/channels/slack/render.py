"""Events as Slack's blocks: words, the quoted article, tickets, buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from desk.channels.slack import cards
from desk.channels.slack.mrkdwn import escape, mrkdwn
from desk.core.events import Event

Block = dict[str, Any]

# Slack's own limits: letters in a section, sections in a message, letters of a button, buttons in a row.
_SECTION, _SECTIONS, _TITLE, _ROW = 2900, 40, 75, 25


@dataclass(frozen=True)
class Post:
    """``text`` is what notifications show. ``private``: for this person's eyes, also in a channel."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    private: bool = False


def render(event: Event, *, control: Sequence[dict[str, str]] = (), chosen: str = "") -> Post | None:
    """A visible event; None for one without words. ``control``: buttons that stay after a choice.
    ``chosen``: the id of the button that was pressed; the others are gone then."""
    text, card = str(event.data.get("text", "")), event.data.get("card") or {}
    buttons = list(event.data.get("buttons", []))
    words = mrkdwn(text)
    if not words and not buttons:
        return None
    blocks = _from(event) + sections(words) + [section(extra) for extra in cards.extras(card, text)]
    blocks += _chosen(buttons, chosen) if chosen else rows(buttons)
    return Post(_cut(words, _SECTION), blocks + rows(control, "control"), _is_private(event, card))


def _is_private(event: Event, card: dict[str, Any]) -> bool:
    return event.data.get("private") is True or card.get("card") in cards.PRIVATE


def say(text: str) -> Post:
    """A sentence of the desk's own that belongs to no conversation."""
    words = mrkdwn(text)
    return Post(_cut(words, _SECTION), sections(words))


def sections(words: str) -> list[Block]:
    """The words in blocks of the size Slack takes, cut where a line ends if one does."""
    return [section(part) for part in split(words, _SECTION)[:_SECTIONS]]


def section(words: str) -> Block:
    # Without "expand", Slack folds every message of more than a few lines.
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}, "expand": True}


def rows(buttons: Sequence[dict[str, str]], name: str = "choice") -> list[Block]:
    """Buttons, as many in a row as Slack allows. The value is our opaque id."""
    elements = [_button(b, f"{name}:{i}") for i, b in enumerate(buttons)]
    return [
        {"type": "actions", "elements": elements[start : start + _ROW]}
        for start in range(0, len(elements), _ROW)
    ]


def split(words: str, most: int) -> list[str]:
    """Parts of at most ``most`` letters; together they are all the words."""
    parts, rest = [], words
    while len(rest) > most:
        head = _cut(rest, most)
        parts.append(head)
        rest = rest[len(head) :].lstrip("\n")
    return [*parts, rest] if rest else parts


def _cut(words: str, most: int) -> str:
    """The beginning, up to a line's end or a space, never inside an entity or a link."""
    if len(words) <= most:
        return words
    at = max(words.rfind("\n", 1, most), 0) or max(words.rfind(" ", 1, most), 0) or most
    for opens, closes in (("<", ">"), ("&", ";")):
        start = words.rfind(opens, 0, at)
        if start > 0 and closes not in words[start:at]:
            at = start
    return words[:at]


def _from(event: Event) -> list[Block]:
    if event.role != "agent" or not event.author_name:
        return []
    return [_context(f"*{escape(event.author_name)}*")]


def _chosen(buttons: Sequence[dict[str, str]], chosen: str) -> list[Block]:
    return [_context(f"✓ *{escape(b['title'])}*") for b in buttons if b["id"] == chosen]


def _context(words: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": words}]}


def _button(button: dict[str, str], action: str) -> Block:
    title = button["title"]
    short = title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": short, "emoji": False},
        "value": button["id"],
    }
