"""What keeps coming back is proposed as a problem, once its newest ticket is on its way.

Delivered by the desk's outbox: it is made once, and an outage only delays it. The person was told with the
draft and hears nothing more of it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from actions.draft import description
from actions.problem import Problem
from actions.release import Shelf
from actions.reply import Reply, record
from actions.topic import Topic
from actions.turn import Turn
from itsm.problems import ProblemDraft
from standards.model import Standards
from wire.cards import Work
from wire.keys import local_reference, problem_key


@dataclass(frozen=True)
class ProposesProblem:
    """The action that files a ticket, and the problem behind it when it is one too many."""

    filing: Topic
    shelf: Shelf

    @property
    def name(self) -> str:
        return self.filing.name

    async def __call__(self, turn: Turn) -> Reply:
        reply = await self.filing(turn)
        ticket, known = _on_its_way(reply), turn.slots.get("problem")
        if ticket is None or not known or not (problem := Problem.from_slot(known)).again:
            return reply
        draft = problem_draft(problem, ticket.key, turn, self.shelf.current().standards)
        key = problem_key(ticket.key)
        card = Work("problem.propose", "pending", asdict(draft), key, local_reference(key))
        return replace(reply, says=(*reply.says, record(card)))


def problem_draft(problem: Problem, ticket: str, turn: Turn, standards: Standards) -> ProblemDraft:
    """For agents only; ``ticket`` is the key of the newest ticket, whose number may not be known yet."""
    topic, days = standards.topic(problem.topic), str(standards.history.again_days)
    numbers = ", ".join(problem.again)
    again = turn.words("utter_ticket_work_notes_problem", days=days, numbers=numbers)
    return ProblemDraft(
        caller=turn.caller,
        short_description=problem.short,
        description=f"{again}\n\n{description(problem, turn.words)}",
        category=topic.category,
        assignment_group=standards.queue(problem.queue or topic.queue).group,
        incidents=problem.again,
        opened_with=ticket,
    )


def _on_its_way(reply: Reply) -> Work | None:
    """The ticket that exists, or that the outbox goes on with."""
    works = [each.card for each in reply.says if isinstance(each.card, Work)]
    there = [w for w in works if w.operation == "incident.open" and w.state in ("done", "pending")]
    return there[0] if there else None
