"""What a company's choice lists call things. Pure.

Numbers and names of states and close codes differ between instances and releases, so they are read from
the lists; what is here are the labels to look for, from ServiceNow's incident pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from itsm.errors import Refused
from itsm.incident import Ending
from itsm.states import State


@dataclass(frozen=True)
class Choice:
    """``value`` is stored, ``label`` is shown."""

    value: str
    label: str


STATES: dict[str, State] = {
    "1": "new",
    "2": "in_progress",
    "3": "on_hold",
    "6": "resolved",
    "7": "closed",
    "8": "canceled",
}
"""As a new instance numbers them: where the list cannot be read."""
_STATE_LABELS: dict[str, State] = {
    "new": "new",
    "in progress": "in_progress",
    "active": "in_progress",
    "work in progress": "in_progress",
    "on hold": "on_hold",
    "resolved": "resolved",
    "closed": "closed",
    "canceled": "canceled",
    "cancelled": "canceled",
}
_ENDING_LABELS: dict[Ending, tuple[str, ...]] = {
    "solved": ("Solution provided", "Solved (Permanently)", "Solved Remotely (Permanently)"),
    "worked_around": ("Workaround provided", "Solved (Work Around)", "Solved Remotely (Work Around)"),
    "by_caller": ("Resolved by caller", "Closed/Resolved by Caller"),
    "user_error": ("User error", "Resolved by caller", "Closed/Resolved by Caller"),
    "duplicate": ("Duplicate",),
    "known_error": ("Known error", "Resolved by problem"),
    "not_solved": ("No resolution provided", "Not Solved (Not Reproducible)", "Not Solved (Too Costly)"),
}


def states_of(choices: Iterable[Choice]) -> dict[str, State]:
    """The port's name of each state on the list; one that only this company has is left out."""
    named = ((choice.value, _STATE_LABELS.get(choice.label.strip().lower())) for choice in choices)
    found = {value: state for value, state in named if state is not None}
    return found or dict(STATES)


def value_of(state: State, states: dict[str, State]) -> str:
    """What to store for this state. Raises Refused when the list has none."""
    for value, name in states.items():
        if name == state:
            return value
    raise Refused(f"state: this instance has no {state}")


def code_for(ending: Ending, choices: Iterable[Choice]) -> str:
    """The close code for an ending. Raises Refused when the list has none that fits."""
    by_label = {choice.label.strip().lower(): choice.value for choice in choices}
    for label in _ENDING_LABELS[ending]:
        if label.lower() in by_label:
            return by_label[label.lower()]
    raise Refused(f"close_code: this instance has none for {ending}")
