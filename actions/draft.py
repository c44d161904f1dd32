"""A problem as an incident draft. Its texts are filled from domain.yml: agents and employees read them."""

from __future__ import annotations

from actions.problem import Problem
from actions.turn import Turn
from actions.words import Words
from itsm.tickets import IncidentDraft
from standards.model import Standards


def draft_of(problem: Problem, turn: Turn, standards: Standards) -> IncidentDraft:
    """The incident that would be filed for the person of this turn."""
    topic = standards.topic(problem.topic)
    queue = standards.queue(problem.queue or topic.queue)
    return IncidentDraft(
        caller=turn.caller,
        short_description=problem.short,
        description=description(problem, turn.words),
        category=topic.category,
        subcategory=topic.subcategory,
        impact=problem.impact,
        urgency=problem.urgency,
        assignment_group=queue.group,
        contact_type="chat",
        work_notes=_work_notes(problem, topic.title, turn),
    )


def _work_notes(problem: Problem, topic: str, turn: Turn) -> str:
    """Where it comes from, and what agents alone should know."""
    origin = turn.words(
        "utter_ticket_work_notes",
        conversation=turn.context.conversation,
        channel=turn.context.channel,
        topic=topic,
        tried=str(len(problem.tried)),
    )
    return "\n".join((origin, *problem.notes))


def description(problem: Problem, words: Words) -> str:
    """The person's own words, what is known, what was tried; parts without content are left out."""
    return "\n\n".join(
        words(response, **{name: text})
        for response, name, text in (
            ("utter_ticket_own_words", "words", problem.words),
            ("utter_ticket_details", "details", lines(problem.details)),
            ("utter_ticket_tried", "tried", lines(problem.tried)),
        )
        if text
    )


def lines(texts: tuple[str, ...]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def urgency_in_words(urgency: int, words: Words) -> str:
    """1 high, 2 medium, 3 low, as a person would say it."""
    return words(f"utter_urgency_{urgency}")
