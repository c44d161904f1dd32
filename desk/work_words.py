"""What the person hears of work that the desk has taken over: it is on its way, done, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.core.events import NewEvent
from desk.desk import Desk, notice
from itsm.care import CARES


def on_its_way(desk: Desk, card: Mapping[str, Any]) -> NewEvent:
    """Kept safe. A new ticket has a reference until it has a number."""
    if _changes_a_ticket(card):
        return _said(desk, "care_pending", number=_number(card))
    return _said(desk, "ticket_pending", reference=_reference(card))


def done(desk: Desk, card: Mapping[str, Any]) -> NewEvent:
    if _changes_a_ticket(card):
        return _said(desk, f"care_done_{_change(card)}", number=_number(card))
    return _said(desk, "ticket_number", number=str(card["number"]), reference=_reference(card))


def refused(desk: Desk, card: Mapping[str, Any]) -> NewEvent:
    if _changes_a_ticket(card):
        return _said(desk, "care_refused", number=_number(card))
    return _said(desk, "ticket_refused", reference=_reference(card))


def _said(desk: Desk, key: str, **named: str) -> NewEvent:
    return notice(desk.words(key, **named), key, **named)


def _changes_a_ticket(card: Mapping[str, Any]) -> bool:
    return card.get("operation") in CARES


def _change(card: Mapping[str, Any]) -> str:
    return str(card["operation"]).removeprefix("ticket.")


def _number(card: Mapping[str, Any]) -> str:
    return str(card.get("number") or card["payload"]["number"])


def _reference(card: Mapping[str, Any]) -> str:
    return str(card.get("reference", ""))
