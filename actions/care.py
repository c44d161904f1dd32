"""What a person may do to a ticket of their own by chat, and in which state of it."""

from __future__ import annotations

from dataclasses import dataclass

from itsm.care import CareOperation
from itsm.states import State

OPEN: frozenset[State] = frozenset({"new", "in_progress", "on_hold"})


@dataclass(frozen=True)
class Care:
    """``name`` is part of the responses' names in domain.yml; ``confirms``: a yes is needed, not words."""

    intent: str
    name: str
    states: frozenset[State]
    operation: CareOperation
    confirms: bool = False


CARES = {
    care.intent: care
    for care in (
        Care("ticket_update", "update", OPEN | {"resolved"}, "ticket.comment"),
        Care("ticket_reopen", "reopen", frozenset({"resolved"}), "ticket.reopen"),
        Care("ticket_cancel", "cancel", OPEN, "ticket.cancel", confirms=True),
        Care("ticket_escalate", "escalate", OPEN, "ticket.escalate"),
    )
}


def care_of(intent: str) -> Care | None:
    return CARES.get(intent)
