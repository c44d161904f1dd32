"""Asks for a person: says so in one sentence, and gives the agent everything that is known."""

from __future__ import annotations

from dataclasses import dataclass

from actions.circumstances import weighed
from actions.draft import lines
from actions.problem import Problem, known
from actions.release import Release, Shelf
from actions.reply import Reply, Say, record, say
from actions.turn import Turn
from standards.model import Rule
from wire.cards import Handoff

TRIGGERS = {"frustrated": "frustrated"}
"""What made the bot ask for a person, by intent; otherwise the person asked."""


@dataclass(frozen=True)
class HandOver:
    """The problem stays in its slot: an agent may give the conversation back."""

    shelf: Shelf
    name: str = "action_hand_over"

    async def __call__(self, turn: Turn) -> Reply:
        release = self.shelf.current()
        problem = known(turn, release)
        problem = weighed(problem, turn, release.standards) if problem else None
        card = handoff_card(problem, turn, release)
        slots = {"flow": None, "draft": None, "answer": None}
        return Reply(
            (_words(turn, card, problem),),
            {**slots, "problem": problem.to_slot() if problem else None},
            form="leave",
        )


def _words(turn: Turn, card: Handoff, problem: Problem | None) -> Say:
    """One sentence at most: a flow that ended with its own words has said it."""
    if _flow_ended(turn):
        return record(card) if turn.spoke else say("utter_handoff_after_flow", card)
    return say("utter_handoff" if problem else "utter_handoff_fresh", card)


def handoff_card(problem: Problem | None, turn: Turn, release: Release) -> Handoff:
    """What the desk and the agent need to know about a conversation that goes to a person."""
    standards = release.standards
    topic = standards.topic(problem.topic) if problem else standards.topic_of(turn.intent)
    rule = _rule(problem, topic.name, turn, release)
    queue_name = (problem.queue if problem else "") or standards.queue_for(rule, topic.name).name
    return Handoff(
        reason=rule.reason,
        rule=rule.id,
        queue=queue_name,
        skills=[topic.skill],
        summary=summary(problem, topic.title, turn),
        topic=topic.name,
        steps_tried=list(problem.tried) if problem else [],
    )


def _rule(problem: Problem | None, topic: str, turn: Turn, release: Release) -> Rule:
    """The flow's own rule when a flow ended with a person; otherwise by what the person did."""
    if problem and (problem.danger or _flow_ended(turn)):
        if problem.rule:
            return release.standards.rule(problem.rule)
        return release.standards.rule_for("danger" if problem.danger else "flow_handoff", topic)
    return release.standards.rule_for(_trigger(turn), topic)


def _flow_ended(turn: Turn) -> bool:
    """Whether a flow's ending, in this very turn, led here."""
    return "flow_form" in turn.since


def _trigger(turn: Turn) -> str:
    if "utter_not_understood_twice" in turn.said_before and turn.intent == "affirm":
        return "not_understood"
    if "utter_frustrated" in turn.said_before and turn.intent == "affirm":
        return "frustrated"
    return TRIGGERS.get(turn.intent, "asked_for_person")


def summary(problem: Problem | None, topic: str, turn: Turn) -> str:
    """What the agent reads before accepting: the topic, the problem, what is known, what was tried."""
    words = turn.words
    if problem is None:
        return words("utter_summary_nothing_known", topic=topic)
    parts = [words("utter_summary", topic=topic, short=problem.short)]
    if number := (turn.slots.get("filed") or {}).get("number"):
        parts.append(words("utter_summary_ticket", number=number))
    if problem.words:
        parts.append(words("utter_ticket_own_words", words=problem.words))
    if problem.details:
        parts.append(words("utter_ticket_details", details=lines(problem.details)))
    tried = lines(problem.tried)
    parts.append(words("utter_ticket_tried", tried=tried) if tried else words("utter_summary_untried"))
    if problem.notes:
        parts.append(words("utter_summary_past", notes=lines(problem.notes)))
    return "\n\n".join(parts)
