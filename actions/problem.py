"""What is known of the problem this conversation is about, carried from the flow to a ticket or a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from actions.release import Release
from actions.turn import Turn
from actions.walk import Walk
from flows import engine
from flows.turns import Ending
from itsm.limits import cut, one_line

SHORT = 100
"""Characters of a short description: a line of a list, well within what ServiceNow keeps."""


@dataclass(frozen=True)
class Problem:
    """Kept in the slot ``problem`` as JSON.

    ``words`` are the person's own. ``short`` is the problem in normalised words; ``details`` and
    ``tried`` are lines. ``queue`` and ``rule`` are empty where the topic decides. ``flow``, ``ending`` and
    ``facts`` say how a flow ended and what it knew. Impact and urgency are 1 high to 3 low. ``notes`` are
    lines for agents only; ``again`` are numbers of the person's earlier tickets when it keeps coming back.
    ``declined``: the person wanted no ticket for it.
    """

    topic: str
    short: str
    words: str = ""
    impact: int = 3
    urgency: int = 3
    queue: str = ""
    rule: str = ""
    details: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    danger: bool = False
    flow: str = ""
    ending: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    declined: bool = False

    def to_slot(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_slot(cls, value: dict[str, Any]) -> Problem:
        listed = {name: tuple(value.get(name) or ()) for name in ("details", "tried", "notes", "again")}
        return cls(**{**value, **listed})

    def also(self, words: str) -> Problem:
        """The same problem with more of the person's own words."""
        return replace(self, words="\n".join(part for part in (self.words, words.strip()) if part))

    def about(self, topic: str, release: Release) -> Problem:
        """The same problem under another topic, if that is one."""
        return replace(self, topic=topic) if topic in {t.name for t in release.standards.topics} else self

    def then(self, *tried: str) -> Problem:
        return replace(self, tried=(*self.tried, *tried))


def of_ending(ending: Ending, words: str) -> Problem:
    """The problem as a flow leaves it."""
    return Problem(
        topic=ending.topic,
        short=ending.short_description,
        words=words,
        impact=ending.impact,
        urgency=ending.urgency,
        queue=ending.queue,
        rule=ending.rule,
        details=ending.details,
        tried=ending.tried,
        danger=ending.danger,
        flow=ending.flow,
        ending=ending.outcome,
        facts=ending.facts,
    )


def of_words(text: str, intent: str, release: Release) -> Problem:
    """A problem told in one message, about the topic of the intent it was understood as."""
    topic = release.standards.topic_of(intent)
    return Problem(
        topic=topic.name,
        short=heading(text, release),
        words=text.strip(),
        impact=topic.impact_default,
        urgency=topic.urgency_default,
    )


def known(turn: Turn, release: Release) -> Problem | None:
    """What this conversation is about so far, also in the middle of a flow; None when nothing was said."""
    walk = Walk.of(turn)
    if walk and (flow := release.flows.get(walk.flow)):
        return of_ending(engine.give_up(flow, walk.state), walk.words)
    stored = turn.slots.get("problem")
    return Problem.from_slot(stored) if stored else None


def heading(text: str, release: Release) -> str:
    """The words as a short description: vague words made concrete, one line, a capital first."""
    line = cut(one_line(release.lexicon.concrete(without_request(text))), SHORT)
    return line[:1].upper() + line[1:]


def without_request(text: str) -> str:
    """ "Please open a ticket, my keyboard is dead" without the part that only asks for a ticket."""
    request, _, rest = (part.strip() for part in re.sub(r"[,:;.!\n]", "\0", text, count=1).partition("\0"))
    return rest if rest and re.search(r"\b(ticket|incident)\b", request, re.IGNORECASE) else text
