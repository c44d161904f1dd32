"""What goes into the engine and what comes out of it, one turn at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flows.model import OutcomeKind

State = dict[str, Any]
"""Plain JSON: {flow, version, step, facts, tried, path, unclear, asked_at}. Kept in Rasa's slot
``flow``; the engine never changes the one it is given."""

Why = Literal["interrupt", "other_flow", "same_flow", "unclear", "later"]
Again = Literal["returned", "unclear", "later", "same", "back", "no_hurry"]


@dataclass(frozen=True)
class Said:
    """What the person did. ``choice`` is a button's (the entity of ``/choose``), empty for typed words.
    ``entities`` maps kinds to values ({"operating_system": "macos"})."""

    text: str = ""
    intent: str = ""
    confidence: float = 0.0
    choice: str = ""
    entities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """A button. ``payload`` is ready for Rasa: ``/choose{"choice":"restart.helped"}``."""

    id: str
    title: str
    payload: str


@dataclass(frozen=True)
class Tried:
    """One answered step, for the step card, the hand-over and the ticket."""

    step: str
    title: str
    result: str

    @property
    def line(self) -> str:
        return f"{self.title}: {self.result}"


@dataclass(frozen=True)
class Prompt:
    """What to say now: each text is a message; the choices belong to the last one."""

    step: str
    title: str
    texts: tuple[str, ...]
    choices: tuple[Choice, ...]
    free_text: bool


@dataclass(frozen=True)
class Ending:
    """The end of a flow and what a ticket or a hand-over needs to know about it.

    ``text`` may be empty. ``rule`` is an escalation rule's id, ``queue`` may be empty (then the
    topic's). ``details`` are lines "Device: Windows laptop"; ``tried`` are lines of what was done;
    ``facts`` are the values behind the details.
    """

    outcome: str
    kind: OutcomeKind
    text: str
    flow: str
    topic: str
    queue: str
    rule: str
    impact: int
    urgency: int
    short_description: str
    details: tuple[str, ...]
    tried: tuple[str, ...]
    danger: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """The flow waits for an answer. ``answered`` is the step that this turn's words answered."""

    state: State
    prompt: Prompt
    answered: Tried | None = None


@dataclass(frozen=True)
class Ended:
    state: State
    ending: Ending
    answered: Tried | None = None


@dataclass(frozen=True)
class NotAnAnswer:
    """The words answer nothing here.

    interrupt: an ordinary rule should run (reject the form), then ``ask_again(how="returned")``.
    other_flow: begin that flow. same_flow: ``ask_again(how="same")``.
    unclear: ``ask_again(how="unclear")``; ``times`` counts how often in a row at this step, so
    that the dialogue can offer a person at the second or third. later: the question is hours old,
    ``ask_again(how="later")``.
    """

    why: Why
    times: int = 0
