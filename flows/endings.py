"""What a flow knows when it ends: the draft of a ticket, the summary of a hand-over."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.model import Flow, Outcome
from flows.turns import Ending, State

_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_FACT = re.compile(r"\{(\w+)\}")
MOST = 60
"""Characters that one fact may take of a short description; the details have all of it."""


def ending(flow: Flow, state: State, outcome: Outcome) -> Ending:
    facts = state["facts"]
    known = said_facts(flow, facts)
    return Ending(
        outcome=outcome.id,
        kind=outcome.kind,
        text=outcome.words.for_facts(facts),
        flow=flow.name,
        topic=flow.topic,
        queue=outcome.queue,
        rule=outcome.rule,
        impact=outcome.impact,
        urgency=outcome.urgency,
        short_description=fill(outcome.short_description.for_facts(facts), known),
        details=tuple(f"{flow.facts[name].title}: {value}" for name, value in known.items()),
        tried=tuple(f"{row['title']}: {row['result']}" for row in state["tried"]),
        facts={name: facts[name] for name in known},
        danger=any(danger.outcome.id == outcome.id for danger in flow.dangers),
    )


def said_facts(flow: Flow, facts: Mapping[str, str]) -> dict[str, str]:
    """The flow's own facts that are known, in its order, in words."""
    return {name: fact.say(facts[name]) for name, fact in flow.facts.items() if facts.get(name)}


def fill(template: str, facts: Mapping[str, str]) -> str:
    """The template with its facts; a [part] whose fact is unknown is left out, any other is empty."""
    def part(match: re.Match[str]) -> str:
        return match[1] if all(name in facts for name in _FACT.findall(match[1])) else ""

    text = _FACT.sub(lambda match: _brief(facts.get(match[1], "")), _OPTIONAL.sub(part, template))
    return " ".join(text.split())


def _brief(value: str) -> str:
    """At most ``MOST`` characters, cut between words."""
    if len(value) <= MOST:
        return value
    start = value[: MOST - 2]
    return f"{start.rpartition(' ')[0] or start} …"
