"""A flow: one approved troubleshooting procedure, as frozen values.

``flows.load`` makes these from data/flows/*.yml; ``flows.engine`` walks them. Nothing here reads
a file, a clock or chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

StepKind = Literal["say", "ask", "check", "branch"]
OutcomeKind = Literal["solved", "request", "incident", "handoff"]


@dataclass(frozen=True)
class Words:
    """Text an employee reads. ``variants`` hold it per value of the fact ``by`` ("windows", "macos");
    ``text`` is said when the fact is unknown or has no variant."""

    text: str = ""
    by: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)

    def for_facts(self, facts: Mapping[str, str]) -> str:
        return self.variants.get(facts.get(self.by, ""), self.text)

    def every(self) -> tuple[str, ...]:
        """All texts, for checks and for the manual."""
        return tuple(text for text in (self.text, *self.variants.values()) if text)


@dataclass(frozen=True)
class Option:
    """One answer to a step: a button, and the words, intents and entity values that count as it.

    ``result`` is how the answer reads in the record of what was tried ("did not help").
    """

    id: str
    title: str
    next: str
    words: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    result: str = ""


@dataclass(frozen=True)
class FreeText:
    """The person's own words are an answer to this step; at most ``most`` characters are kept."""

    next: str
    most: int = 500


@dataclass(frozen=True)
class Case:
    """One arm of a branch: taken when the fact has one of the values. No fact: always taken."""

    next: str
    fact: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """say: words, then on. ask: a question with options. check: something to do, then whether it
    helped. branch: silently on, by what is known.

    ``collect`` names the fact that the answer fills; a fact already known is never asked.
    ``opening`` lets the words that opened the conversation answer this step.
    ``keeps`` are intents that do not interrupt here although they would elsewhere.
    """

    id: str
    kind: StepKind
    title: str = ""
    words: Words = Words()
    question: str = ""
    options: tuple[Option, ...] = ()
    free_text: FreeText | None = None
    collect: str = ""
    opening: bool = False
    keeps: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    next: str = ""
    article: str = ""
    line: int = 0

    def option(self, id: str) -> Option | None:
        return next((option for option in self.options if option.id == id), None)


@dataclass(frozen=True)
class Outcome:
    """How a flow may end and what that means for the ticket.

    ``short_description`` may name facts in braces; a part in [brackets] is left out while a fact it
    names is unknown: "VPN connection drops[ on {operating_system}]". ``otherwise`` is the outcome of a
    handoff that nobody takes and the person has filed instead.
    """

    id: str
    kind: OutcomeKind
    words: Words = Words()
    queue: str = ""
    rule: str = ""
    impact: int = 3
    urgency: int = 3
    short_description: Words = Words()
    line: int = 0
    otherwise: str = ""


@dataclass(frozen=True)
class Danger:
    """Words that stop troubleshooting before anything else, and the outcome they lead to. Without
    ``in_questions`` a message that asks ("how do I report ...") is no danger."""

    id: str
    words: tuple[str, ...]
    outcome: Outcome
    in_questions: bool = True


@dataclass(frozen=True)
class Fact:
    """A thing worth knowing for the ticket. ``titles`` turn a value into words ("macos" -> "Mac")."""

    name: str
    title: str
    titles: Mapping[str, str] = field(default_factory=dict)

    def say(self, value: str) -> str:
        return self.titles.get(value, value)


@dataclass(frozen=True)
class Lines:
    """What every flow shares (data/flows/common.yml): words around the steps, and what interrupts.

    ``interrupts`` maps an intent to the confidence from which it interrupts even where words could be
    an answer. ``other_flow`` is that confidence for another flow's intent, ``sure`` for an intent to
    count as an answer. ``unclear_intents`` mean nothing by themselves, and so never interrupt.
    ``ordinals`` hold the words for the first, second ... option. ``alone`` are words that answer only
    when they are the whole message. ``unsure_words`` say that the person can't answer, and after
    ``most_unclear`` answers that were none a question is left open, with the words ``unanswered``.
    ``known_words`` say that what is known to be down is what the person has.
    """

    unclear: str
    returned: str
    later: str
    went_back: str
    no_hurry: str
    did_that_help: str
    back_words: tuple[str, ...]
    busy_words: tuple[str, ...]
    back_intents: tuple[str, ...]
    busy_intents: tuple[str, ...]
    question_words: tuple[str, ...]
    negations: tuple[str, ...]
    ordinals: tuple[tuple[str, ...], ...]
    interrupts: Mapping[str, float]
    solved_by: tuple[str, ...]
    unclear_intents: tuple[str, ...]
    other_flow: float
    sure: float
    later_hours: float
    alone: frozenset[str] = frozenset()
    known_words: tuple[str, ...] = ()
    unanswered: str = ""
    unsure_words: tuple[str, ...] = ()
    most_unclear: int = 2
    still_broken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Approval:
    """Who vouched for the text, when, and the fingerprint of the text they read (flows.approval)."""

    person: str
    date: date
    hash: str = ""


@dataclass(frozen=True)
class Flow:
    """``name`` is the intent that starts it; ``others`` are the names of all other flows. ``dangers`` are
    those it names, then those heard everywhere."""

    name: str
    title: str
    topic: str
    symptom: str
    for_whom: str
    owner: str
    version: str
    approval: Approval | None
    review: date
    restatement: Words
    facts: Mapping[str, Fact]
    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]
    dangers: tuple[Danger, ...]
    lines: Lines
    others: tuple[str, ...] = ()
    file: str = ""
    text_hash: str = ""

    @property
    def approved(self) -> bool:
        """Whether somebody approved the text as it stands: a changed word makes it unapproved."""
        return self.approval is not None and self.approval.hash == self.text_hash

    def step(self, id: str) -> Step | None:
        return next((step for step in self.steps if step.id == id), None)

    def outcome(self, id: str) -> Outcome | None:
        every = (*self.outcomes, *(danger.outcome for danger in self.dangers))
        return next((outcome for outcome in every if outcome.id == id), None)

    @property
    def first(self) -> Step:
        return self.steps[0]
