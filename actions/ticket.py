"""Proposes a ticket, or an order, and asks whether to file it: the action behind ``ticket_form``.

What is known becomes a readable draft, logged as a proposed card before anyone calls ServiceNow.
Without a problem it first asks, in one question, what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from actions.circumstances import weighed
from actions.drafted import ADDED, AGAIN, DECLINED, LEFT, ORDER, Drafted, operation_of
from actions.order_draft import order, wanted
from actions.problem import Problem, known, of_words
from actions.release import Release, Shelf
from actions.reply import EMPTY, REJECT, Reply, say
from actions.telling import tells_something, yes_or_no
from actions.ticket_draft import ticket
from actions.turn import NOT_UNDERSTOOD, Turn
from actions.walk import left_of
from actions.wish import CALL

INTERRUPTS = frozenset(
    {"talk_to_human", "callback_request", "stop", "start_over", "goodbye", "ticket_status", "opening_hours"}
    | {"bot_challenge", "revoke_consent", "greet", "thank", "help", "agent_returned", "helped", "not_helped"}
)
"""Intents whose rule runs even when the person's own words are asked for."""
ADDITIONS = frozenset({"nlu_fallback", "not_solved", "out_of_scope", "information_request"})
"""Intents that, said at the draft, add to it."""

OF_TICKETS = frozenset(
    {"ticket_create", "ticket_update", "ticket_status", "ticket_cancel", "ticket_reopen", "ticket_escalate"}
)
"""Intents that a yes or no to a draft may be taken for: "yes, file the ticket"."""

_DECLINED = frozenset(DECLINED.values())
_JUST_SAID = _DECLINED | {"utter_handoff", "utter_handoff_fresh"}
"""After these a ticket that was declined may be wanted after all: nobody is asked for it again."""
_WRITTEN_DOWN = frozenset(ADDED.values())
STILL_BROKEN = frozenset({"not_solved", "deny"})
"""Intents that say it still does not work: no reason for a second ticket about the same thing."""


@dataclass(frozen=True)
class TicketForm:
    shelf: Shelf
    name: str = "validate_ticket_form"

    async def __call__(self, turn: Turn) -> Reply:
        release = self.shelf.current()
        if not turn.caller:
            return _end("declined")
        stage = (turn.slots.get("draft") or {}).get("stage")
        if stage is None or turn.loop != "ticket_form":
            return _begin(turn, release)
        if turn.came_back_to("ticket_form"):
            return _again(turn, release)
        return _described(turn, release) if stage == "describe" else _answered(turn, release)


def _begin(turn: Turn, release: Release) -> Reply:
    """The first question. A guess at what was meant begins nothing, and a call comes before a ticket."""
    if turn.entities.get("wish") == CALL and turn.loop != "flow_form" and "flow_form" not in turn.since:
        return Reply(slots={**EMPTY, "outcome": CALL}, form="end")
    if turn.intent == NOT_UNDERSTOOD and not set(turn.since) - {"ticket_form"}:
        return Reply(slots={"outcome": None}, form="end")
    if turn.intent in STILL_BROKEN and not _DECLINED.isdisjoint(turn.said_before):
        return Reply(slots={"outcome": "handoff"}, form="end")  # no ticket, no success: a person is left
    filed = turn.slots.get("filed")
    if filed and turn.intent in STILL_BROKEN:
        return Reply(slots={"outcome": "declined"}, form="end")
    problem = None if filed else known(turn, release)
    if problem and problem.declined and _JUST_SAID.isdisjoint(turn.said_before):
        problem = None  # they have talked of something else since
    if problem is None and turn.intent == "ticket_create" and turn.entities:
        problem = of_words(turn.text, turn.intent, release)
    if problem is None or not problem.words:
        return _ask_what_is_wrong("utter_what_is_wrong", problem)
    return propose(problem, turn, release)


def _again(turn: Turn, release: Release) -> Reply:
    """The question that a digression left open."""
    problem = known(turn, release)
    if problem is None or turn.slots["draft"]["stage"] == "describe":
        return _ask_what_is_wrong("utter_what_is_wrong_again", problem)
    draft = turn.slots["draft"]
    question = say(AGAIN[operation_of(draft)], short=draft.get("short") or problem.short)
    return Reply((question,), _waiting(draft, problem), form="ask")


def _described(turn: Turn, release: Release) -> Reply:
    """The person's words for what is wrong, whatever the intent, unless it is one that interrupts."""
    if turn.intent in INTERRUPTS:
        return REJECT
    if turn.intent == "deny":
        return _end("declined")
    before = known(turn, release)
    empty = turn.intent in ("affirm", "choose", "ticket_create") or not tells_something(turn.text)
    if empty and not turn.entities:
        return _ask_what_is_wrong("utter_what_is_wrong_again", before)
    problem = of_words(turn.text, turn.intent, release)
    return propose(problem.then(*before.tried) if before else problem, turn, release)


def _answered(turn: Turn, release: Release) -> Reply:
    """Yes, no, something to add, or something else."""
    problem, draft = known(turn, release), turn.slots["draft"]
    unsure = turn.intent in ADDITIONS | OF_TICKETS
    intent = (unsure and yes_or_no(turn.text)) or turn.intent
    if intent in ("affirm", "ticket_create"):
        return _end("ordered" if operation_of(draft) == ORDER else "confirmed", keep=True)
    if intent in ("deny", "solved"):
        return _end("declined" if intent == "deny" else "solved", keep=True)
    if turn.intent in ADDITIONS and not tells_something(turn.text):
        return _again(turn, release)
    if problem and (turn.intent in ADDITIONS or _same_topic(turn, problem, release)):
        if turn.repeated and _WRITTEN_DOWN.intersection(turn.said_before):  # neither a yes nor anything new
            return _end("declined", keep=True)
        return _added(problem.also(turn.text), turn, release)
    if problem and turn.intent in release.flows:
        left = say(LEFT[operation_of(draft)], short=draft.get("short") or problem.short)
        return Reply((left,), {"draft": None, "problem": None}, form="reject")
    return REJECT


def _added(problem: Problem, turn: Turn, release: Release) -> Reply:
    """The draft with more words in it, and the question again."""
    drafted = _drafted(problem, turn, release)
    return Reply((drafted.added(),), _waiting(drafted.to_slot(), problem), form="ask")


def _same_topic(turn: Turn, problem: Problem, release: Release) -> bool:
    return turn.intent in release.flows and release.standards.topic_of(turn.intent).name == problem.topic


def propose(problem: Problem, turn: Turn, release: Release) -> Reply:
    """The draft in words a person can check, with the card that keeps it safe until they say yes."""
    problem = weighed(problem, turn, release.standards)
    drafted = _drafted(problem, turn, release)
    slots = {**_waiting(drafted.to_slot(), problem), "left": left_of(turn)}
    return Reply((replace(drafted.proposal, card=drafted.card),), slots, form="ask")


def _drafted(problem: Problem, turn: Turn, release: Release) -> Drafted:
    """An order where the catalogue has what is wanted, otherwise a ticket."""
    entry = wanted(problem, release)
    return order(entry, problem, turn, release) if entry else ticket(problem, turn, release)


def _ask_what_is_wrong(response: str, problem: Problem | None = None) -> Reply:
    """``problem`` may be known without words: what an agent did before giving the conversation back."""
    known_so_far = problem.to_slot() if problem else None
    slots = {"draft": {"stage": "describe"}, "problem": known_so_far, "flow": None}
    return Reply((say(response),), {**slots, "filed": None, "outcome": None}, form="ask")


def _waiting(draft: dict[str, Any], problem: Problem) -> dict[str, Any]:
    slots = {"draft": draft, "problem": problem.to_slot(), "flow": None, "answer": None}
    return {**slots, "filed": None, "outcome": None}


def _end(outcome: str, *, keep: bool = False) -> Reply:
    return Reply(slots={"outcome": outcome} if keep else {**EMPTY, "outcome": outcome}, form="end")
