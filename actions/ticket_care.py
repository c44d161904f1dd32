"""Changes a ticket of one's own: adds words, reopens, cancels, hurries it. The action behind ``care_form``.

Which ticket, then what it needs (words, a reason, a yes), then the change, which is read back. Only one's own
tickets can be named; somebody else's gets the same words as one that does not exist.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from actions.care import CARES, Care, care_of
from actions.problem import of_words
from actions.release import Shelf
from actions.reply import REJECT, Reply, Say, say
from actions.ticket import INTERRUPTS
from actions.ticket_status import number_in, shown, state_in_words
from actions.turn import Turn
from itsm.errors import IllegalMove, ItsmError, NotFound
from itsm.tickets import Ticket, Tickets
from wire import cards
from wire.keys import work_key
from wire.turn import Button

CALL_S = 4.5
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
        try:
            async with asyncio.timeout(self.call_s):
                return await self._step(turn)
        except (ItsmError, TimeoutError):
            return _end(say("utter_care_unavailable"))

    async def _step(self, turn: Turn) -> Reply:
        waiting = turn.slots.get("care")
        another = waiting is not None and turn.intent in CARES and not waiting["number"]
        if waiting is None or turn.loop != "care_form" or another:
            return await self._begin(turn)
        if turn.came_back_to("care_form"):
            return _asked_again(waiting)
        if not waiting["number"]:
            return await self._chosen(turn, waiting)
        return await self._answered(turn, waiting)

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
        return _asked(kept)

    async def _answered(self, turn: Turn, waiting: dict[str, Any]) -> Reply:
        care = CARES[waiting["intent"]]
        if turn.intent in ("deny", "stop"):
            return _end(say("utter_care_left_alone", number=waiting["number"]))
        if care.confirms and turn.intent != "affirm":
            return REJECT
        if not care.confirms and (turn.intent in INTERRUPTS or not turn.text.strip()):
            return REJECT
        return await self._done(care, waiting["number"], turn)

    async def _done(self, care: Care, number: str, turn: Turn) -> Reply:
        key = work_key(turn.context.conversation, turn.context.seq)
        reason = turn.words("utter_care_reason_cancel") if care.confirms else turn.text.strip()
        try:
            changed = await care.do(self.tickets, number, reason, caller=turn.caller, key=key)
        except (NotFound, IllegalMove):
            return _end(say("utter_ticket_unknown", number=number))
        return _end(_told(care, changed))


def _which(mine: list[Ticket], care: Care) -> Reply:
    buttons = tuple(Button(_title(t), f'/choose{{"choice":"care.{t.number}"}}') for t in mine)
    kept = {"intent": care.intent, "number": ""}
    return Reply((Say(f"utter_care_which_to_{care.name}", buttons=buttons),), _waits(kept), form="ask")


def _title(ticket: Ticket) -> str:
    return f"{ticket.number}: {ticket.short_description}"[:60]


def _asked(kept: dict[str, Any]) -> Reply:
    care = CARES[kept["intent"]]
    words = {"number": kept["number"], "short": kept["short"]}
    return Reply((say(f"utter_care_ask_{care.name}", **words),), _waits(kept), form="ask")


def _asked_again(kept: dict[str, Any]) -> Reply:
    """The question that a digression left open."""
    if kept["number"]:
        return _asked(kept)
    return Reply((say("utter_care_which_again"),), _waits(kept), form="ask")


def _waits(kept: dict[str, Any]) -> dict[str, Any]:
    return {**CLEAR, "care": kept, "outcome": None}


def _told(care: Care, ticket: Ticket) -> Say:
    return say(f"utter_care_done_{care.name}", cards.Tickets([shown(ticket)]), number=ticket.number)


def _end(words: Say) -> Reply:
    return replace(Reply((words,), {**CLEAR, "outcome": "cared"}), form="end")
