"""Events as the employee's page gets them."""

from __future__ import annotations

from typing import Any

from desk.core.events import Event
from desk.markup import render

_KIND = {"survey_asked": "survey"}


def shown(event: Event) -> dict[str, Any]:
    """One visible event. ``html`` is the text, rendered and sanitised."""
    data = event.data
    text = str(data.get("text", ""))
    return {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "kind": _KIND.get(event.kind, event.kind),
        "from": {"role": event.role, "name": event.author_name},
        "text": text,
        "html": render(text) if text and event.role != "employee" else "",
        "buttons": data.get("buttons", []),
        "card": _card(data.get("card")),
        "holder": data.get("holder"),
        "place": data.get("place"),
        "agent": data.get("agent", ""),
        "client_message_id": data.get("client_message_id"),
        "attachment": data.get("attachment"),
        "closed": data.get("holder") == "CLOSED",
    }


def _card(card: dict[str, Any] | None) -> dict[str, Any] | None:
    if card and card.get("card") == "answer":
        return {**card, "passage_html": render(str(card.get("passage", "")))}
    return card
