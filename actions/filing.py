"""Files the incident that the person agreed to, or says what else there is when they did not.

The key is made from the confirming message: however often this runs, by whichever process, one
incident exists. When ServiceNow gives no answer in time, the desk's outbox goes on with the same key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.delivery import CALL_S, Kind, Made, delivered
from actions.drafted import DECLINED, TICKET, operation_of
from actions.release import Shelf
from actions.reply import EMPTY, Reply, say
from actions.turn import Turn
from itsm.tickets import IncidentDraft, Tickets
from wire.cards import Outcome

_INCIDENT = Kind(TICKET, "incident", "utter_ticket_filed", "utter_ticket_pending", "utter_ticket_refused")


@dataclass(frozen=True)
class FileIncident:
    shelf: Shelf
    tickets: Tickets
    call_s: float = CALL_S
    name: str = "action_file_incident"

    async def __call__(self, turn: Turn) -> Reply:
        draft = turn.slots.get("draft") or {}
        if not draft.get("payload"):
            return Reply((say("utter_nothing_to_file"),), EMPTY)

        async def open_it(key: str) -> Made:
            ticket = await self.tickets.open(IncidentDraft.from_payload(draft["payload"]), key=key)
            return Made(ticket.number, ticket.sys_id, {"team": str(draft.get("team", ""))})

        return await delivered(_INCIDENT, draft["payload"], open_it, turn, self.shelf, call_s=self.call_s)


@dataclass(frozen=True)
class NotFiled:
    """After a no; and for somebody whose ticket it would be but whose name nobody proved."""

    name: str = "action_not_filed"

    async def __call__(self, turn: Turn) -> Reply:
        if not turn.caller:
            return Reply((say("utter_ticket_needs_sign_in"),), EMPTY, asked="person")
        if number := (turn.slots.get("filed") or {}).get("number"):
            return Reply((say("utter_still_open", number=number),), asked="person")
        problem = turn.slots.get("problem")
        if problem and problem.get("declined"):  # said twice: nobody is asked in a circle
            return Reply((say("utter_nothing_more", Outcome("abandoned", topic=problem["topic"])),), EMPTY)
        words = say(DECLINED[operation_of(turn.slots.get("draft"))])
        return Reply((words,), {**EMPTY, "problem": _declined(problem)})


def _declined(problem: dict[str, Any] | None) -> dict[str, Any] | None:
    """It stays known: whoever helps next reads what was tried, and nobody is asked for it again."""
    return {**problem, "declined": True} if problem else None
