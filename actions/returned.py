"""An agent gave the conversation back: the bot asks whether it is working now."""

from __future__ import annotations

from dataclasses import dataclass

from actions.problem import Problem, known
from actions.release import Release, Shelf
from actions.reply import Reply, say
from actions.turn import Turn


@dataclass(frozen=True)
class AgentReturned:
    shelf: Shelf
    name: str = "action_agent_returned"

    async def __call__(self, turn: Turn) -> Reply:
        release = self.shelf.current()
        problem = _with_note(known(turn, release), turn, release)
        slots = {"flow": None, "draft": None, "answer": None}
        return Reply(
            (say("utter_working_now"),),
            {**slots, "problem": problem.to_slot() if problem else None},
            form="leave",
            asked="working",
        )


def _with_note(problem: Problem | None, turn: Turn, release: Release) -> Problem | None:
    """What the agent did counts among the steps tried, so that a ticket does not ask for it again."""
    returned = turn.context.returned
    if returned is None:
        return problem
    if problem is None:
        problem = _of_topic(Problem("general", "").about(returned.topic, release).topic, release)
    else:
        problem = problem.about(returned.topic, release)
    if not returned.note:
        return problem
    return problem.then(turn.words("utter_tried_agent", agent=returned.agent, note=returned.note))


def _of_topic(name: str, release: Release) -> Problem:
    """A problem of which only the topic is known."""
    topic = release.standards.topic(name)
    return Problem(name, topic.title, impact=topic.impact_default, urgency=topic.urgency_default)
