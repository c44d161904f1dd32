"""Takes a complaint in the person's own words. The action behind ``complaint_form``; never an incident."""

from __future__ import annotations

from dataclasses import dataclass

from actions.reply import REJECT, Reply, Say, record, say
from actions.ticket import INTERRUPTS
from actions.turn import Turn
from wire.cards import Complaint, Outcome

ENOUGH = 8
"""Words from which an opening says what went wrong, and not only that somebody wants to complain."""


@dataclass(frozen=True)
class ComplaintForm:
    """The desk gives the complaint its number and tells it: the bot has none to give."""

    name: str = "validate_complaint_form"

    async def __call__(self, turn: Turn) -> Reply:
        if turn.loop != "complaint_form" or turn.slots.get("complaining") is None:
            return _taken(turn) if len(turn.text.split()) >= ENOUGH else _ask("utter_complaint_what")
        if turn.came_back_to("complaint_form"):
            return _ask("utter_complaint_what_again")
        if turn.intent in INTERRUPTS - {"stop"}:
            return REJECT
        if turn.intent in ("deny", "stop"):
            return _end(say("utter_complaint_dropped"))
        return _taken(turn) if turn.text.strip() else _ask("utter_complaint_what_again")


def _taken(turn: Turn) -> Reply:
    card = Complaint(turn.text.strip())
    return _end(say("utter_complaint_taken", card), record(Outcome("request", "none", "complaint")))


def _ask(response: str) -> Reply:
    return Reply((say(response),), {"complaining": True, "draft": None, "outcome": None}, form="ask")


def _end(*says: Say) -> Reply:
    return Reply(says, {"complaining": None, "draft": None, "outcome": "complained"}, form="end")
