"""Files the incident that the person agreed to, or says what else there is when they did not.

The key is made from the confirming message: however often this runs, by whichever process, one
incident exists. When ServiceNow gives no answer in time, the desk's outbox goes on with the same key.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from actions.release import Shelf
from actions.reply import EMPTY, Reply, Say, record, say
from actions.turn import Turn
from itsm.errors import Refused, Unavailable, UnknownOutcome
from itsm.tickets import IncidentDraft, Ticket, Tickets
from wire.cards import Outcome, Work
from wire.keys import local_reference, work_key

CALL_S = 4.0
"""Seconds ServiceNow has; then the desk's outbox delivers."""


@dataclass(frozen=True)
class FileIncident:
    shelf: Shelf
    tickets: Tickets
    call_s: float = CALL_S
    name: str = "action_file_incident"

    async def __call__(self, turn: Turn) -> Reply:
        payload = (turn.slots.get("draft") or {}).get("payload")
        if not payload:
            return Reply((say("utter_nothing_to_file"),), EMPTY)
        key = work_key(turn.context.conversation, turn.context.seq)
        try:
            async with asyncio.timeout(self.call_s):
                ticket = await self.tickets.open(IncidentDraft.from_payload(payload), key=key)
        except Refused as error:
            return _refused(payload, key, error.detail, turn)
        except (Unavailable, UnknownOutcome, TimeoutError) as error:
            return self._and_the_other(_pending(payload, key, type(error).__name__, turn), turn)
        return self._and_the_other(_done(payload, key, ticket, turn), turn)

    def _and_the_other(self, reply: Reply, turn: Turn) -> Reply:
        """With another problem left for this one, that comes next."""
        waiting = (turn.slots.get("left") or {}).get("state", {})
        left = self.shelf.current().flows.get(str(waiting.get("flow")))
        if left is None:
            return reply
        back = say("utter_back_to_the_other", title=left.title)
        return replace(reply, says=(*reply.says, back), asked="left")


@dataclass(frozen=True)
class NotFiled:
    """After a no; and for somebody whose ticket it would be but whose name nobody proved."""

    name: str = "action_not_filed"

    async def __call__(self, turn: Turn) -> Reply:
        if not turn.caller:
            return Reply((say("utter_ticket_needs_sign_in"),), EMPTY, asked="person")
        if number := (turn.slots.get("filed") or {}).get("number"):
            return Reply((say("utter_still_open", number=number),), asked="person")
        return Reply((say("utter_not_filed"),), EMPTY)


def _done(payload: dict[str, Any], key: str, ticket: Ticket, turn: Turn) -> Reply:
    card = Work("incident.open", "done", payload, key, local_reference(key), ticket.number, ticket.sys_id)
    words = say("utter_ticket_filed", card, number=ticket.number, team=turn.slots["draft"]["team"])
    return _filed((words,), {"number": ticket.number, "key": key}, turn)


def _pending(payload: dict[str, Any], key: str, reason: str, turn: Turn) -> Reply:
    reference = local_reference(key)
    card = Work("incident.open", "pending", payload, key, reference, reason=reason)
    words = say("utter_ticket_pending", card, reference=reference)
    return _filed((words,), {"number": "", "key": key}, turn)


def _refused(payload: dict[str, Any], key: str, reason: str, turn: Turn) -> Reply:
    """The problem stays known: the person who is offered now should not have to hear it again."""
    reference = local_reference(key)
    card = Work("incident.open", "refused", payload, key, reference, reason=reason)
    words = say("utter_ticket_refused", card, reference=reference)
    return Reply((words,), {**EMPTY, "problem": turn.slots.get("problem")}, asked="person")


def _filed(says: tuple[Say, ...], filed: dict[str, str], turn: Turn) -> Reply:
    topic = (turn.slots.get("problem") or {}).get("topic", "")
    ended = record(Outcome("incident", topic=topic))
    kept = {**EMPTY, "problem": turn.slots.get("problem")}  # a person may be asked for next
    return Reply((*says, ended), {**kept, "filed": filed})
