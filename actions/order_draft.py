"""The end of a flow as an order from the catalogue, where exactly one item fits."""

from __future__ import annotations

from dataclasses import asdict

from actions.draft import description, lines
from actions.drafted import ORDER, Drafted
from actions.problem import Problem
from actions.release import Release
from actions.reply import say
from actions.turn import Turn
from flows.model import Outcome
from itsm.requests import RequestDraft
from standards.catalogue import Orderable


def wanted(problem: Problem, release: Release) -> Orderable | None:
    """What the catalogue has for it; None for what is no request, and where a ticket has to do."""
    ending = _filed_as(problem, release)
    fitting = release.standards.orderable(problem.flow, ending.id, problem.facts) if ending else None
    return fitting or (release.standards.anything_else if is_request(problem, release) else None)


def is_request(problem: Problem, release: Release) -> bool:
    """Whether a flow ended with something to order or to set up."""
    ending = _filed_as(problem, release)
    return ending is not None and ending.kind == "request"


def _filed_as(problem: Problem, release: Release) -> Outcome | None:
    """How the flow ended; for a handoff that is filed after all, what its author says it is then."""
    flow = release.flows.get(problem.flow)
    ended = flow.outcome(problem.ending) if flow else None
    return flow.outcome(ended.otherwise) if flow and ended and ended.otherwise else ended


def order_of(entry: Orderable, problem: Problem, turn: Turn, release: Release) -> RequestDraft:
    """The request that would be ordered for the person of this turn."""
    return RequestDraft(
        caller=turn.caller,
        item=entry.item,
        short_description=problem.short,
        since=turn.now.isoformat(),
        answers=entry.answers({**problem.facts, "short_description": problem.short}),
        note=description(problem, turn.words),
        model=release.standards.stock.model_of(entry.item),
    )


def order(entry: Orderable, problem: Problem, turn: Turn, release: Release) -> Drafted:
    """The order, and the words that propose it: what, with which answers, and who has to say yes."""
    known = turn.words("utter_order_details", details=lines(problem.details)) if problem.details else ""
    proposal = say(
        "utter_propose_order",
        item=entry.item,
        details=known,
        approval=turn.words(f"utter_order_approval_{entry.approver}"),
    )
    payload = asdict(order_of(entry, problem, turn, release))
    return Drafted(ORDER, payload, entry.item, proposal, approver=entry.approver)
