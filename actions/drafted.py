"""What is proposed and waits for a yes: a ticket, or an order from the catalogue.

The slot ``draft`` keeps it as {stage, operation, payload, short, team, approver}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from actions.reply import Say, say
from wire.cards import Work

Operation = Literal["incident.open", "request.order"]
TICKET: Operation = "incident.open"
ORDER: Operation = "request.order"

ADDED = {TICKET: "utter_added_to_draft", ORDER: "utter_added_to_order"}
AGAIN = {TICKET: "utter_file_it_again", ORDER: "utter_order_it_again"}
LEFT = {TICKET: "utter_draft_left", ORDER: "utter_order_left"}
DECLINED = {TICKET: "utter_not_filed", ORDER: "utter_not_ordered"}
ALREADY = {TICKET: "utter_already_filed", ORDER: "utter_already_ordered"}
"""The responses that say the same of a ticket and of an order."""


@dataclass(frozen=True)
class Drafted:
    """A draft with the words that propose it. ``short`` names it in a sentence; ``team`` is who gets a
    ticket, ``approver`` who has to say yes to an order (nobody, manager, owner)."""

    operation: Operation
    payload: dict[str, Any]
    short: str
    proposal: Say
    team: str = ""
    approver: str = ""

    @property
    def card(self) -> Work:
        """Logged before anyone calls ServiceNow."""
        return Work(self.operation, "proposed", self.payload)

    def added(self) -> Say:
        """The question again, without the whole draft."""
        return say(ADDED[self.operation], self.card, short=self.short)

    def to_slot(self) -> dict[str, Any]:
        kept = {"operation": self.operation, "payload": self.payload, "short": self.short}
        return {"stage": "confirm", **kept, "team": self.team, "approver": self.approver}


def operation_of(draft: Mapping[str, Any] | None) -> Operation:
    """Of the slot ``draft`` or ``filed``: a ticket's where it says nothing."""
    return ORDER if (draft or {}).get("operation") == ORDER else TICKET
