"""What a card adds to the words it comes with. Words that say it already are not said twice."""

from __future__ import annotations

from typing import Any

from desk.channels.slack.mrkdwn import escape, link, mrkdwn

Card = dict[str, Any]

# Cards that nobody else in a channel may read.
PRIVATE = frozenset({"tickets"})


def extras(card: Card, text: str) -> list[str]:
    """Further sections, in Slack's markup."""
    match card.get("card"):
        case "answer":
            return _answer(card, text)
        case "tickets":
            return [_ticket(t) for t in card.get("items", []) if t["number"] not in text]
        case "work" if card.get("state") == "proposed":
            return _draft(card, text)
        case _:
            return []


def _answer(card: Card, text: str) -> list[str]:
    title, version = str(card["title"]), str(card["version"])
    first = str(card["passage"]).strip().split("\n")[0]
    quote = [] if first and first in text else [mrkdwn(_quoted(str(card["passage"])))]
    source = link(str(card.get("link", "")), title)
    cited = title in text and version in text
    return quote if cited and source == escape(title) else [*quote, f"_{source}_ · {escape(version)}"]


def _quoted(passage: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in passage.strip().splitlines())


def _ticket(ticket: Card) -> str:
    head = f"*{escape(ticket['number'])}* · {escape(ticket.get('state', ''))}"
    lines = [head, escape(ticket.get("short_description", "")), escape(ticket.get("last_comment", ""))]
    return "\n".join(line for line in lines if line)


def _draft(card: Card, text: str) -> list[str]:
    short = str(card.get("payload", {}).get("short_description", ""))
    return [f"> *{escape(short)}*"] if short and short not in text else []
