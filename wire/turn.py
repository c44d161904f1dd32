"""One turn: what the desk asks of Rasa and what Rasa answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Optional

from wire.cards import Card


@dataclass(frozen=True)
class Person:
    """Who is writing. ``id`` is the ServiceNow sys_id, empty when the channel proved nobody."""

    id: str
    name: str = ""
    user_name: str = ""
    verified: bool = False
    vip: bool = False
    audiences: list[str] = field(default_factory=lambda: ["all"])


@dataclass(frozen=True)
class Coverage:
    """What the live desk can promise now. Minutes are an estimate; ``opens_at`` is ISO 8601 UTC."""

    open: bool
    agents: int = 0
    wait_minutes: Optional[int] = None
    opens_at: str = ""


@dataclass(frozen=True)
class Memory:
    """What earlier conversations left behind."""

    last_outcome: str = ""
    last_topic: str = ""
    tips_shown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Returned:
    """An agent gave the conversation back: by whom, and what they said they did."""

    agent: str
    note: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Notice:
    """A disturbance that is known now. ``since`` is ISO 8601 UTC; ``service`` and ``text`` are as the
    ticket system has them, in words a person may read. A ``notice`` is a lead's own and about ``topic``
    alone. ``incident`` is the number that is worked on; ``until`` is ISO 8601 UTC, "" while nobody knows."""

    id: str
    service: str
    text: str
    kind: Literal["outage", "degradation", "planned", "notice"]
    since: str
    topic: str = ""
    incident: str = ""
    until: str = ""


@dataclass(frozen=True)
class TurnContext:
    """What travels with a message, in Rasa's ``metadata``.

    ``seq`` is the log's number of the message; keys of work are made from it (wire.keys).
    ``now`` is ISO 8601 UTC: actions read no clock of their own.
    """

    conversation: str
    seq: int
    channel: str
    person: Person
    now: str
    time_zone: str = "UTC"
    coverage: Coverage = field(default_factory=lambda: Coverage(open=False))
    outages: list[Notice] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    returned: Optional[Returned] = None


@dataclass(frozen=True)
class TurnRequest:
    """``id`` makes the turn idempotent: asked again, the replies already in the tracker come back.

    kind ``text``: ``text`` is what was typed, never read as a payload.
    kind ``button``: ``payload`` is the Rasa payload the desk stored behind the opaque id
    (``/affirm{"choice":"mac"}``); ``text`` is the button's title.
    kind ``event``: ``payload`` names an event of the desk's (``/agent_returned``); ``text`` is empty.
    """

    id: str
    conversation: str
    kind: Literal["text", "button", "event"]
    context: TurnContext
    text: str = ""
    payload: str = ""


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class BotMessage:
    text: str
    buttons: list[Button] = field(default_factory=list)
    card: Optional[Card] = None


@dataclass(frozen=True)
class Nlu:
    """What the bot understood. ``oos`` is the probability that it understood nothing it knows."""

    intent: str
    confidence: float
    ranking: list[dict[str, Any]] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    oos: Optional[float] = None


@dataclass(frozen=True)
class TurnReply:
    """``replayed`` says that the turn had been done before and nothing advanced now."""

    id: str
    messages: list[BotMessage]
    nlu: Nlu
    release: str = ""
    replayed: bool = False
