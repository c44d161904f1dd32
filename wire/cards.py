"""Cards: the structured part of a bot reply. Text always accompanies one.

An action emits a card as ``json_message=card_json(card)``; the desk logs it as an event of its
own, shows it in the channel and counts it in reports. A new kind of card is a dataclass here,
an example in tests/wire/cards/ and a rendering in each channel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Optional, Union

Facts = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A quoted passage of an approved article. ``score`` is the calibrated probability, 0 to 1."""

    article: str
    version: str
    title: str
    heading: str
    passage: str
    score: float
    link: str = ""
    card: Literal["answer"] = "answer"


@dataclass(frozen=True)
class Feedback:
    """Whether an answer helped, as the person said it."""

    article: str
    version: str
    heading: str
    helped: bool
    card: Literal["feedback"] = "feedback"


@dataclass(frozen=True)
class Missed:
    """The bot had no answer to the message: no article covers it, or it was not understood. For authors."""

    reason: Literal["not_covered", "not_understood"]
    card: Literal["missed"] = "missed"


@dataclass(frozen=True)
class Step:
    """One step of a flow: asked (``result`` empty) or answered (``result`` says how)."""

    flow: str
    step: str
    title: str = ""
    result: str = ""
    choices: list[str] = field(default_factory=list)
    card: Literal["step"] = "step"


@dataclass(frozen=True)
class Ticket:
    """What the person may see of one of their own tickets. Times are ISO 8601 in UTC."""

    number: str
    state: str
    short_description: str
    opened_at: str = ""
    updated_at: str = ""
    assignment_group: str = ""
    last_comment: str = ""


@dataclass(frozen=True)
class Tickets:
    items: list[Ticket]
    card: Literal["tickets"] = "tickets"


@dataclass(frozen=True)
class Work:
    """A write to ServiceNow. ``proposed`` carries the draft and no key yet; the confirming turn
    gives the key (see wire.keys). ``reference`` is what the person may quote until a number exists."""

    operation: Literal[
        "incident.open", "request.order", "problem.propose", "approval.decide",
        "ticket.comment", "ticket.reopen", "ticket.cancel", "ticket.escalate",
    ]  # fmt: skip
    state: Literal["proposed", "done", "pending", "refused"]
    payload: Facts
    key: str = ""
    reference: str = ""
    number: str = ""
    sys_id: str = ""
    reason: str = ""
    card: Literal["work"] = "work"


@dataclass(frozen=True)
class Handoff:
    """The bot asks for a person. ``rule`` is the escalation rule's id in data/standards."""

    reason: str
    rule: str
    queue: str
    skills: list[str] = field(default_factory=list)
    summary: str = ""
    topic: str = ""
    steps_tried: list[str] = field(default_factory=list)
    card: Literal["handoff"] = "handoff"


@dataclass(frozen=True)
class Survey:
    """Asks for a rating of the bot or of the agent."""

    about: Literal["bot", "agent"]
    card: Literal["survey"] = "survey"


@dataclass(frozen=True)
class Outcome:
    """How this episode of help ended, as far as the bot can tell."""

    outcome: Literal["solved", "information", "request", "incident", "callback", "handoff", "abandoned"]
    deflection: Literal["confirmed", "potential", "none"] = "none"
    topic: str = ""
    card: Literal["outcome"] = "outcome"


@dataclass(frozen=True)
class Outage:
    service: str
    text: str
    number: str = ""
    card: Literal["outage"] = "outage"


@dataclass(frozen=True)
class Affected:
    """The person has what is known, and hears when it is over. ``outage`` is its notice's id, ``number`` the
    incident that is worked on, "" for none; ``about`` says it in words and ``flow`` helps with it."""

    outage: str
    number: str
    topic: str
    about: str
    flow: str = ""
    card: Literal["affected"] = "affected"


@dataclass(frozen=True)
class Callback:
    phone: str
    when: str
    reference: str = ""
    card: Literal["callback"] = "callback"


@dataclass(frozen=True)
class Complaint:
    text: str
    reference: str = ""
    card: Literal["complaint"] = "complaint"


@dataclass(frozen=True)
class Approval:
    request: str
    approver: str
    text: str
    card: Literal["approval"] = "approval"


@dataclass(frozen=True)
class Consent:
    purpose: str
    text: str
    given: Optional[bool] = None
    card: Literal["consent"] = "consent"


@dataclass(frozen=True)
class Tip:
    """A tip about this topic was given. The desk remembers it, so that nobody hears it twice."""

    topic: str
    card: Literal["tip"] = "tip"


Card = Union[
    Answer, Feedback, Missed, Step, Tickets, Work, Handoff, Survey, Outcome,
    Outage, Affected, Callback, Complaint, Approval, Consent, Tip,
]
