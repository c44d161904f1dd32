"""The desk's standards as frozen values: topics, queues, rules, timers, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from standards.catalogue import Orderable, chosen
from standards.history import History
from standards.priority import Raise, lowered, raised
from standards.stock import StockRules


@dataclass(frozen=True)
class Intent:
    """What a person may mean. ``title`` is what a button says when the bot is not sure which of two was
    meant; ``meaning`` tells authors which lines belong here."""

    name: str
    title: str
    meaning: str


@dataclass(frozen=True)
class Topic:
    """What a problem is about. Impact and urgency (1 high, 3 low) are what is assumed when nothing
    more is known; ``queue`` names a Queue; ``articles`` are ids."""

    name: str
    title: str
    intents: tuple[str, ...]
    category: str
    subcategory: str
    queue: str
    skill: str
    articles: tuple[str, ...] = ()
    impact_default: int = 3
    urgency_default: int = 3


@dataclass(frozen=True)
class Queue:
    """Where conversations wait for agents. ``group`` is ServiceNow's assignment group."""

    name: str
    title: str
    group: str
    skills: tuple[str, ...]
    calendar: str


@dataclass(frozen=True)
class Rule:
    """An escalation rule: when ``trigger`` happens (about ``topic``, empty: any), the conversation goes
    to ``queue`` (empty: the topic's). ``priority`` (1 first, 5 last) orders the queue. After ``after_s``
    seconds without success ``next`` (another rule's id, empty: none) applies. ``reason`` is for agents."""

    id: str
    trigger: str
    reason: str
    topic: str = ""
    queue: str = ""
    priority: int = 3
    after_s: int = 0
    next: str = ""


@dataclass(frozen=True)
class Status:
    """Whether a desk is open. Times are aware, in UTC: ``until`` when it closes next (None: never),
    ``opens_at`` when it opens next (None while open, or when it never opens again)."""

    open: bool
    until: datetime | None = None
    opens_at: datetime | None = None


class Calendar(Protocol):
    def status(self, now: datetime) -> Status:
        """Open or closed at ``now`` (aware, any zone). Raises ValueError for a naive time."""


@dataclass(frozen=True)
class Timers:
    """Seconds unless the name says otherwise."""

    unaccepted_s: int
    lease_s: int
    silence_h: float
    progress_s: float
    join_ms: int
    typing_ms: int
    survey_h: float
    complaint_ack_h: float
    complaint_answer_h: float
    callback_tries: int


@dataclass(frozen=True)
class Choice:
    id: str
    title: str


@dataclass(frozen=True)
class Tips:
    """One sentence by topic for somebody whose problem is solved, and the words that lead to it."""

    lead: str = ""
    tips: Mapping[str, str] = field(default_factory=dict)

    def about(self, topic: str) -> str:
        """The tip as it is said; empty for a topic that has none."""
        return f"{self.lead} {self.tips[topic]}" if topic in self.tips else ""


@dataclass(frozen=True)
class TakenBack:
    """Phrases that take back a permission: in a message that begins with no question, after no negation."""

    words: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standards:
    """Everything in data/standards, checked. ``coverage`` is the calendar of the default queue."""

    topics: tuple[Topic, ...]
    queues: tuple[Queue, ...]
    escalation: tuple[Rule, ...]
    matrix: Mapping[tuple[int, int], int]
    calendars: Mapping[str, Calendar]
    default_queue: str
    timers: Timers
    words: Mapping[str, str]
    surveys: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    intents: Mapping[str, Intent] = field(default_factory=dict)
    raises: tuple[Raise, ...] = ()
    lowers: tuple[Raise, ...] = ()
    tips: Tips = Tips()
    taken_back: TakenBack = TakenBack()
    catalogue: tuple[Orderable, ...] = ()
    anything_else: Orderable | None = None
    history: History = field(default_factory=History)
    stock: StockRules = field(default_factory=StockRules)

    def topic_of(self, intent: str) -> Topic:
        """The topic of an intent; "general" for one that no topic claims."""
        return next((topic for topic in self.topics if intent in topic.intents), self.topic("general"))

    def topic(self, name: str) -> Topic:
        """Raises KeyError for a name that is no topic."""
        for topic in self.topics:
            if topic.name == name:
                return topic
        raise KeyError(name)

    def queue(self, name: str) -> Queue:
        """Raises KeyError for a name that is no queue."""
        for queue in self.queues:
            if queue.name == name:
                return queue
        raise KeyError(name)

    def orderable(self, flow: str, outcome: str, facts: Mapping[str, str]) -> Orderable | None:
        """What a flow that ended so orders; None when a person has to read it."""
        return chosen(self.catalogue, flow, outcome, facts)

    @property
    def items(self) -> tuple[str, ...]:
        """The name of every catalogue item that may be ordered."""
        entries = (*self.catalogue, *((self.anything_else,) if self.anything_else else ()))
        return tuple(dict.fromkeys(entry.item for entry in entries))

    def priority(self, impact: int, urgency: int) -> int:
        """1 critical .. 5 planning, by the matrix. Raises KeyError outside 1..3 x 1..3."""
        return self.matrix[impact, urgency]

    def raised(self, impact: int, urgency: int, known: Mapping[str, str]) -> tuple[int, int]:
        """Impact and urgency with what is known of the case: {"person_count": "many", "vip": "yes"}."""
        impact, urgency = lowered(self.lowers, impact, urgency, known)
        return raised(self.raises, impact, urgency, known)

    def rule(self, id: str) -> Rule:
        """Raises KeyError for an unknown id."""
        for rule in self.escalation:
            if rule.id == id:
                return rule
        raise KeyError(id)

    def rule_for(self, trigger: str, topic: str = "") -> Rule:
        """The rule for a trigger: the one for this topic, else the general one. KeyError if neither."""
        about = [rule for rule in self.escalation if rule.trigger == trigger and rule.topic in ("", topic)]
        if not about:
            raise KeyError(trigger)
        return max(about, key=lambda rule: rule.topic != "")

    def queue_for(self, rule: Rule, topic: str) -> Queue:
        """Where the rule sends a conversation about ``topic``."""
        return self.queue(rule.queue or self.topic(topic).queue)

    @property
    def coverage(self) -> Calendar:
        return self.coverage_of(self.default_queue)

    def coverage_of(self, queue: str) -> Calendar:
        return self.calendars[self.queue(queue).calendar]

    def wording(self, key: str, **values: object) -> str:
        """The desk's own words. Raises KeyError for an unknown key or a value that is missing."""
        return self.words[key].format(**values)

    def survey(self, name: str = "rating") -> tuple[Choice, ...]:
        """The choices of a survey, best first."""
        return self.surveys[name]
