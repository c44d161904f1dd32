"""What an incident may become next: refused here before the server is asked. Pure.

From ServiceNow's "Life cycle of an Incident": only a resolved one is reopened, nothing ended moves again.
"""

from __future__ import annotations

from typing import Literal

from itsm.errors import IllegalMove

State = Literal["new", "in_progress", "on_hold", "resolved", "closed", "canceled"]
Move = Literal["update", "comment", "work_note", "attach", "escalate", "resolve", "reopen", "cancel", "link"]

OPEN: frozenset[State] = frozenset({"new", "in_progress", "on_hold"})
ENDED: frozenset[State] = frozenset({"closed", "canceled"})
NEXT: dict[State, frozenset[State]] = {
    "new": frozenset({"in_progress", "on_hold", "resolved", "canceled"}),
    "in_progress": frozenset({"on_hold", "resolved", "canceled"}),
    "on_hold": frozenset({"in_progress", "resolved", "canceled"}),
    "resolved": frozenset({"in_progress", "closed"}),
    "closed": frozenset(),
    "canceled": frozenset(),
}
_FROM: dict[Move, frozenset[State]] = {
    "update": OPEN,
    "escalate": OPEN,
    "link": OPEN,
    "resolve": OPEN,
    "cancel": OPEN,
    "reopen": frozenset({"resolved"}),
    "comment": OPEN | {"resolved"},
    "attach": OPEN | {"resolved"},
    "work_note": OPEN | {"resolved"},
}
LEADS_TO: dict[Move, State] = {"resolve": "resolved", "reopen": "in_progress", "cancel": "canceled"}


def may(move: Move, state: State) -> bool:
    """Whether somebody may do this to an incident in this state."""
    return state in _FROM[move]


def check(move: Move, state: State) -> None:
    """Raises IllegalMove when the incident's state does not allow it."""
    if not may(move, state):
        raise IllegalMove(f"state: an incident that is {state} allows no {move}")


def urgency_after(urgency: int) -> int:
    """One step more urgent; 1 is as urgent as it gets."""
    return max(1, urgency - 1)
