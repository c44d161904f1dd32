"""What comes before a ticket: an open one about the same, a known way around it, news that others have it.

Around the ticket's own form: it proposes a draft, and this looks first whether there is something better.
"""

from __future__ import annotations

from dataclasses import dataclass

from actions.caring import CALL_S, Cared, cared, proposed
from actions.draft import description
from actions.past import Past
from actions.past_words import add_to_it, around_a_draft, noted, try_this
from actions.problem import Problem
from actions.release import Release, Shelf
from actions.reply import EMPTY, Reply, record, say
from actions.seen import Seen
from actions.telling import tells_something, yes_or_no
from actions.the_other import back_to_the_other
from actions.ticket import ADDITIONS, OF_TICKETS, propose
from actions.ticket_status import shown
from actions.topic import Topic
from actions.turn import Turn
from actions.walk import left_of
from itsm.care import CareDraft, CareOperation
from itsm.tickets import Tickets
from wire import cards
from wire.keys import work_key

ADD: CareOperation = "ticket.comment"
YES = {"add": frozenset({"affirm", "ticket_update"}), "try": frozenset({"affirm", "solved", "helped"})}
NO = {
    "add": frozenset({"deny", "ticket_create"}),
    "try": frozenset({"deny", "ticket_create", "not_solved", "not_helped"}),
}
"""What an answer's intent means, by question: add it to the ticket there is, try the way around."""


@dataclass(frozen=True)
class BeforeTicket:
    ticket: Topic
    shelf: Shelf
    tickets: Tickets
    past: Past
    call_s: float = CALL_S

    @property
    def name(self) -> str:
        return self.ticket.name

    async def __call__(self, turn: Turn) -> Reply:
        stage = str((turn.slots.get("draft") or {}).get("stage") or "")
        inside = turn.loop == "ticket_form" and bool(turn.caller)
        if inside and stage in YES:
            return await self._answered(stage, turn, self.shelf.current())
        reply = await self.ticket(turn)
        if _proposes(reply) and not (inside and stage == "confirm"):
            return await self._looked_up(reply, turn, self.shelf.current())
        return reply

    async def _looked_up(self, draft: Reply, turn: Turn, release: Release) -> Reply:
        """The draft, or the question that comes before it. What is ordered is no trouble that others have."""
        problem = Problem.from_slot(draft.slots["problem"])
        seen = await self.past.of(problem, turn, release.standards)
        if turn.slots.get("outcome") == "request":
            seen = Seen(open=seen.open, open_about=seen.open_about)
        if seen == Seen():
            return draft
        problem = noted(problem, seen, release.standards.history, turn.words)
        if seen.open:
            return _ask("add", seen, problem, turn)
        return _way_around(seen, problem, turn, release)

    async def _answered(self, stage: str, turn: Turn, release: Release) -> Reply:
        seen, problem = Seen.from_slot(turn.slots["draft"]["seen"]), Problem.from_slot(turn.slots["problem"])
        if turn.came_back_to("ticket_form"):
            return _ask(stage, seen, problem, turn)
        unsure = turn.intent in ADDITIONS | OF_TICKETS
        intent = (unsure and yes_or_no(turn.text)) or turn.intent
        if intent in YES[stage]:
            return await self._add(seen, problem, turn, release) if stage == "add" else _it_works()
        if intent in NO[stage]:
            return (_way_around if stage == "add" else _in_vain)(seen, problem, turn, release)
        if intent in ADDITIONS or _same_topic(intent, problem, release):
            more = problem.also(turn.text) if tells_something(turn.text) else problem
            if turn.slots["draft"].get("again"):
                return _draft(seen, more, turn, release)  # asked twice is enough: the draft can be declined
            return _ask(stage, seen, more, turn, again=True)
        return await self.ticket(turn)

    async def _add(self, seen: Seen, problem: Problem, turn: Turn, release: Release) -> Reply:
        """The words go into the ticket there is, once, now or by the desk's outbox; when that ticket takes
        nothing any more, a new one is offered."""
        draft = _addition(seen, problem, turn)
        came = await cared(ADD, draft, turn, self.tickets, call_s=self.call_s)
        if came.refused is not None:
            return _instead("utter_past_closed", seen, problem, turn, release)
        return back_to_the_other(_added(came, draft.number, problem, turn), turn, release)


def _addition(seen: Seen, problem: Problem, turn: Turn) -> CareDraft:
    return CareDraft(turn.caller, seen.open, description(problem, turn.words), seen.open_about)


def _proposes(reply: Reply) -> bool:
    """Whether the form is about to open an incident."""
    works = (each.card for each in reply.says if isinstance(each.card, cards.Work))
    return any(work.operation == "incident.open" for work in works)


def _same_topic(intent: str, problem: Problem, release: Release) -> bool:
    return intent in release.flows and release.standards.topic_of(intent).name == problem.topic


def _ask(stage: str, seen: Seen, problem: Problem, turn: Turn, *, again: bool = False) -> Reply:
    """A yes adds to the ticket there is, or says that the way around works: it files nothing new."""
    adds = (add_to_it(seen), proposed(ADD, _addition(seen, problem, turn)))
    asks = adds if stage == "add" else (try_this(seen),)
    draft = {"stage": stage, "seen": seen.to_slot(), "again": again}
    waiting = {"draft": draft, "problem": problem.to_slot()}
    slots = {**EMPTY, **waiting, "left": left_of(turn), "filed": None, "outcome": None}
    return Reply(asks, slots, form="ask")


def _way_around(seen: Seen, problem: Problem, turn: Turn, release: Release) -> Reply:
    """The known way around it, unless it was tried; then the ticket."""
    if seen.error and not any(seen.error in line for line in problem.tried):
        return _ask("try", seen, problem, turn)
    return _draft(seen, problem, turn, release)


def _in_vain(seen: Seen, problem: Problem, turn: Turn, release: Release) -> Reply:
    tried = turn.words("utter_tried_workaround", number=seen.error)
    return _draft(seen, problem.then(tried), turn, release)


def _draft(seen: Seen, problem: Problem, turn: Turn, release: Release) -> Reply:
    proposal = propose(problem, turn, release)
    return proposal.before(*around_a_draft(seen, release.standards.history))


def _instead(response: str, seen: Seen, problem: Problem, turn: Turn, release: Release) -> Reply:
    return propose(problem, turn, release).before(say(response, number=seen.open))


def _it_works() -> Reply:
    return Reply(slots={"draft": None, "outcome": "solved"}, form="end")


def _added(came: Cared, number: str, problem: Problem, turn: Turn) -> Reply:
    key = work_key(turn.context.conversation, turn.context.seq)
    words = say("utter_care_pending", number=number)
    if came.ticket is not None:
        words = say("utter_past_added", cards.Tickets([shown(came.ticket)]), number=number)
    ended = record(cards.Outcome("incident", topic=problem.topic))
    kept = {**EMPTY, "problem": problem.to_slot(), "filed": {"number": number, "key": key}}
    return Reply((words, came.card, ended), {**kept, "outcome": "cared"}, form="end")
