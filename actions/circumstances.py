"""What is known around a problem, whoever asks: who is affected, since when, on which device, how urgent.

Gathered from every message of a conversation, so that nobody is asked what they already said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.problem import Problem
from actions.turn import Turn
from actions.words import Words
from standards.model import Standards

KINDS = ("person_count", "since_when", "place", "asset_tag", "error_code", "urgency")
SLOT = "circumstances"
DETAILS = ("person_count", "since_when", "place", "asset_tag", "error_code")
"""What a ticket tells in a line of its own, in this order."""


def gathered(turn: Turn) -> dict[str, str]:
    """Everything known so far, the newest words first."""
    known = dict(turn.slots.get(SLOT) or {})
    known.update({kind: turn.entities[kind] for kind in KINDS if turn.entities.get(kind)})
    return known


def weighed(problem: Problem, turn: Turn, standards: Standards) -> Problem:
    """The problem with its circumstances: impact and urgency raised, and a line for each in its details."""
    known = gathered(turn)
    marks = {**known, "vip": "yes" if turn.context.person.vip else ""}
    impact, urgency = standards.raised(problem.impact, problem.urgency, marks)
    told = " ".join(problem.details).casefold()
    lines = (line for line in details(known, turn.words) if line.partition(": ")[2].casefold() not in told)
    return replace(problem, impact=impact, urgency=urgency, details=(*problem.details, *lines))


def details(known: Mapping[str, str], words: Words) -> tuple[str, ...]:
    """Lines for the ticket: "Since: since this morning"."""
    return tuple(words(f"utter_detail_{kind}", value=known[kind]) for kind in DETAILS if known.get(kind))
