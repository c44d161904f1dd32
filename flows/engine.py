"""The engine that runs every flow: begin, read an answer, ask again, go back, end.

Pure: state and time come in, state and words come out. See flows/turns.py for the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flows.model import Flow
from flows.turns import Again, Asked, Ended, Ending, NotAnAnswer, Said, State


def begin(flow: Flow, facts: Mapping[str, str], *, now: datetime, opening: Said | None = None) -> Asked | Ended:
    """Start the flow. ``facts`` are entities by kind; ``opening`` is the message that started it, whose
    words may already answer some steps. The first text of the prompt restates the problem."""
    raise NotImplementedError


def read(flow: Flow, state: State, said: Said, *, now: datetime) -> Asked | Ended | NotAnAnswer:
    """Read ``said`` as an answer to the step that waits: the next question, the end, or no answer."""
    raise NotImplementedError


def ask_again(flow: Flow, state: State, *, now: datetime, how: Again) -> Asked:
    """The waiting question once more, with a word about why it is asked again."""
    raise NotImplementedError


def back(flow: Flow, state: State, *, now: datetime) -> Asked:
    """The question before the waiting one; at the first question, that one again. ``read`` calls it
    for "go back"."""
    raise NotImplementedError


def give_up(flow: Flow, state: State) -> Ending:
    """The ending for somebody who leaves the flow early (asks for a person, for a ticket): the flow's
    first incident or handoff outcome, with what is known and tried so far."""
    raise NotImplementedError


def restate(flow: Flow, facts: Mapping[str, str]) -> str:
    """The problem in concrete words: "Your VPN connection drops while you work. Let's get it steady." """
    raise NotImplementedError
