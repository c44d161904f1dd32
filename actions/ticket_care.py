"""Changes a ticket of one's own: adds words, reopens, cancels, hurries it. The action behind ``care_form``.

Which ticket, then what it needs (words, a reason, a yes), then the change, which is read back. Only one's own
tickets can be named; somebody else's gets the same words as one that does not exist.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any, Literal

from actions.care import CARES, Care, care_of
from actions.caring import CALL_S, cared, proposed
from actions.problem import of_words
from actions.release import Shelf
from actions.reply import REJECT, Reply, Say, say
from actions.ticket import INTERRUPTS
from actions.ticket_status import number_in, shown, state_in_words
from actions.turn import Turn
from itsm.care import CareDraft
from itsm.errors import IllegalMove, ItsmError, NotFound, Refused
from itsm.tickets import Ticket, Tickets
from wire import cards
from wire.turn import Button

MOST = 5
ENOUGH = 6
"""Words from which a message tells what a new ticket is about."""
CLEAR: dict[str, Any] = {"care": None, "draft": None}


@dataclass(frozen=True)
class CareForm:
    tickets: Tickets
    shelf: Shelf
    call_s: float = CALL_S
    name: str = "validate_care_form"

    async def __call__(self, turn: Turn) -> Reply:
        if not turn.caller:
            return _end(say("utter_tickets_need_sign_in"))
        waiting = turn.slots.get("care")
        if waiting and waiting["number"] and turn.loop == "care_form":
            again = turn.came_back_to("care_form")
            return _asked(waiting, turn) if again else await self._answered(turn, waiting)
        try:
            async with asyncio.timeout(self.call_s):
                return await self._which_one(turn, waiting)
        except (ItsmError, TimeoutError):
            return _end(say("utter_care_unavailable"))

    async def _which_one(self, turn: Turn, waiting: dict[str, Any] | None) -> Reply:
        """Only reads: whatever fails here, nothing was promised."""
        if waiting is None or turn.loop != "care_form" or turn.intent in CARES:
            return await self._begin(turn)
        if turn.came_back_to("care_form"):
            return Reply((say("utter_care_which_again"),), _waits(waiting), form="ask")
        return await self._chosen(turn, waiting)

    async def _begin(self, turn: Turn) -> Reply:
        care = care_of(turn.intent)
        if care is None:
            return _end(say("utter_what_else"))
        if number := number_in(turn.text):
            return await self._about(number, care, turn)
        mine = [t for t in await self.tickets.history(caller=turn.caller) if t.state in care.states][:MOST]
        if not mine:
            return self._none(care, turn)
        if len(mine) == 1:
            return await self._about(mine[0].number, care, turn)
        return _which(mine, care)

    def _none(self, care: Care, turn: Turn) -> Reply:
        """Who told something gets a new ticket with these words, instead of being asked for them again."""
        if care.confirms or len(turn.text.split()) < ENOUGH:
            return _end(say(f"utter_care_none_to_{care.name}"))
        release = self.shelf.current()
        about = next((name for name, _ in turn.ranking[1:] if name in release.flows), turn.intent)
        problem = of_words(turn.text, about, release)
        slots = {**CLEAR, "care": None, "problem": problem.to_slot(), "outcome": "incident"}
        return Reply((say("utter_care_new_instead"),), slots, form="end")

    async def _chosen(self, turn: Turn, waiting: dict[str, Any]) -> Reply:
        number = turn.choice.partition(".")[2] or number_in(turn.text)
        if number:
            return await self._about(number, CARES[waiting["intent"]], turn)
        return _end(say("utter_nothing_more")) if turn.intent in ("deny", "stop") else REJECT

    async def _about(self, number: str, care: Care, turn: Turn) -> Reply:
        ticket = await self.tickets.find(number, caller=turn.caller)
        if ticket is None:
            return _end(say("utter_ticket_unknown", number=number))
        if ticket.state not in care.states:
            words = {"number": number, "state": state_in_words(ticket, turn)}
            return _end(say(f"utter_care_cannot_{care.name}", **words))
        kept = {"intent": care.intent, "number": number, "short": ticket.short_description}
        return _asked(kept, turn)

    async def _answered(self, turn: Turn, waiting: dict[str, Any]) -> Reply:
        care = CARES[waiting["intent"]]
        if turn.intent in ("deny", "stop"):
            return _end(say("utter_care_left_alone", number=waiting["number"]))
        if care.confirms and turn.intent != "affirm":
            return REJECT
        if not care.confirms and (turn.intent in INTERRUPTS or not turn.text.strip()):
            return REJECT
        return await self._done(care, waiting, turn)

    async def _done(self, care: Care, waiting: dict[str, Any], turn: Turn) -> Reply:
        """Once, now or by the desk's outbox; a lost answer is never said to be nothing."""
        draft = _draft(care, waiting, turn, turn.text.strip())
        came = await cared(care.operation, draft, turn, self.tickets, call_s=self.call_s)
        if came.ticket is not None:
            asked: Literal["", "person"] = "person" if care.name == "escalate" else ""
            return replace(_end(_told(care, came.ticket), came.card), asked=asked)
        if came.refused is None:
            return _end(say("utter_care_pending", number=draft.number), came.card)
        words, asked = _refusal(came.refused)
        return replace(_end(say(words, number=draft.number), came.card), asked=asked)


def _which(mine: list[Ticket], care: Care) -> Reply:
    buttons = tuple(Button(_title(t), f'/choose{{"choice":"care.{t.number}"}}') for t in mine)
    kept = {"intent": care.intent, "number": ""}
    return Reply((Say(f"utter_care_which_to_{care.name}", buttons=buttons),), _waits(kept), form="ask")


def _title(ticket: Ticket) -> str:
    return f"{ticket.number}: {ticket.short_description}"[:60]


def _asked(kept: dict[str, Any], turn: Turn) -> Reply:
    """What it still needs, with the card that keeps the proposal."""
    care = CARES[kept["intent"]]
    question = say(f"utter_care_ask_{care.name}", number=kept["number"], short=kept["short"])
    card = proposed(care.operation, _draft(care, kept, turn, ""))
    return Reply((question, card), _waits(kept), form="ask")


def _draft(care: Care, kept: dict[str, Any], turn: Turn, words: str) -> CareDraft:
    """Where a yes is enough, the reason is known before it."""
    text = turn.words("utter_care_reason_cancel") if care.confirms else words
    return CareDraft(turn.caller, kept["number"], text, kept["short"])


def _refusal(error: Refused) -> tuple[str, Literal["", "person"]]:
    """The words for it, and whether a person is offered."""
    if isinstance(error, NotFound):
        return "utter_ticket_unknown", ""
    return ("utter_care_too_late", "") if isinstance(error, IllegalMove) else ("utter_care_refused", "person")


def _waits(kept: dict[str, Any]) -> dict[str, Any]:
    return {**CLEAR, "care": kept, "outcome": None}


def _told(care: Care, ticket: Ticket) -> Say:
    return say(f"utter_care_done_{care.name}", cards.Tickets([shown(ticket)]), number=ticket.number)


def _end(*says: Say) -> Reply:
    return Reply(says, {**CLEAR, "outcome": "cared"}, form="end")
