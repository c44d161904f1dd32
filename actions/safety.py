"""Danger first: smoke, a spill, a clicked phishing link go to a person whatever the bot understood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.handoff import handoff_card
from actions.problem import of_ending
from actions.release import Release, Shelf
from actions.reply import EMPTY, REJECT, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from flows import engine
from flows.turns import Ending

QUESTIONS = frozenset({"how_to", "information_request"})
"""Somebody who asks about phishing wants to know; somebody who asks about smoke is in danger."""


@dataclass(frozen=True)
class SafetyFirst:
    """A topic that first looks for danger in what was typed. A form gives way to the ordinary rule."""

    topic: Topic
    shelf: Shelf

    @property
    def name(self) -> str:
        return self.topic.name

    async def __call__(self, turn: Turn) -> Reply:
        release = self.shelf.current()
        ending = None if self._follows_another(turn) else danger_in(turn, release)
        if ending is None:
            return await self.topic(turn)
        if self.name.startswith("validate_"):
            return REJECT
        topic = release.standards.topic_of(turn.intent).name
        problem = replace(of_ending(ending, turn.text), topic=topic, details=())
        card = handoff_card(problem, turn, release)
        slots = {**EMPTY, "problem": problem.to_slot()}
        return Reply((Say(text=ending.text, card=card),), slots, form="leave")

    def _follows_another(self, turn: Turn) -> bool:
        """Whether an action before this one has read these words (a flow that ended with a person)."""
        return any(name != self.name.removeprefix("validate_") for name in turn.since)


def danger_in(turn: Turn, release: Release) -> Ending | None:
    """The ending that dangerous words lead to, in any flow; None when there are none."""
    endings = (engine.danger(flow, turn.text) for flow in release.listeners)
    found = next((each for each in endings if each), None)
    if found and turn.intent in QUESTIONS and _trigger(found, release) == "security":
        return None
    return found


def _trigger(ending: Ending, release: Release) -> str:
    return release.standards.rule(ending.rule).trigger if ending.rule else "danger"
