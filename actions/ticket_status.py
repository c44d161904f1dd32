"""Reads a person's own tickets back.

One that is somebody else's gets the same words as one that does not exist."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from actions.reply import Reply, Say, say
from actions.turn import Turn
from itsm.errors import ItsmError
from itsm.tickets import Ticket, Tickets
from wire import cards

NUMBER = re.compile(r"\bINC\s?-?\s?(\d{4,10})\b", re.IGNORECASE)
CALL_S = 4.0
MOST = 5


@dataclass(frozen=True)
class TicketStatus:
    tickets: Tickets
    call_s: float = CALL_S
    name: str = "action_ticket_status"

    async def __call__(self, turn: Turn) -> Reply:
        if not turn.caller:
            return Reply((say("utter_tickets_need_sign_in"),), asked="" if turn.loop else "person")
        try:
            async with asyncio.timeout(self.call_s):
                return Reply((await self._says(turn),), asked="same")
        except (ItsmError, TimeoutError):
            return Reply((say("utter_tickets_unavailable"),), asked="same")

    async def _says(self, turn: Turn) -> Say:
        if number := number_in(turn.text):
            ticket = await self.tickets.find(number, caller=turn.caller)
            return _one(ticket, turn) if ticket else say("utter_ticket_unknown", number=number)
        mine = await self.tickets.list(caller=turn.caller, limit=MOST)
        if len(mine) == 1:
            return _one(await self.tickets.find(mine[0].number, caller=turn.caller) or mine[0], turn)
        if mine:
            return _several(mine, turn)
        return self._none(turn)

    def _none(self, turn: Turn) -> Say:
        """A ticket accepted a moment ago may still be on its way to ServiceNow."""
        waiting = turn.slots.get("filed") or {}
        on_its_way = bool(waiting) and not waiting.get("number")
        return say("utter_ticket_on_its_way" if on_its_way else "utter_no_tickets")


def number_in(text: str) -> str:
    """The incident's number that the words name; empty without one."""
    match = NUMBER.search(text)
    return f"INC{match[1]}" if match else ""


def _one(ticket: Ticket, turn: Turn) -> Say:
    card = cards.Tickets([shown(ticket)])
    values = {
        "number": ticket.number,
        "short": ticket.short_description,
        "state": state_in_words(ticket, turn),
        "team": ticket.assignment_group or turn.words("utter_no_team_yet"),
        "updated": _day(ticket, turn),
    }
    if not ticket.comments:
        return say("utter_your_ticket", card, **values)
    last = ticket.comments[0]
    return say("utter_your_ticket_with_comment", card, by=last.by, comment=last.text, **values)


def _several(mine: tuple[Ticket, ...], turn: Turn) -> Say:
    lines = (
        turn.words(
            "utter_ticket_line", number=t.number, short=t.short_description, state=state_in_words(t, turn)
        )
        for t in mine
    )
    return say("utter_your_tickets", cards.Tickets([shown(t) for t in mine]), tickets="\n".join(lines))


def state_in_words(ticket: Ticket, turn: Turn) -> str:
    return turn.words(f"utter_state_{ticket.state}")


def _day(ticket: Ticket, turn: Turn) -> str:
    there = ticket.updated_at.astimezone(turn.here)
    return f"{there.day} {there:%B, %H:%M}"


def shown(ticket: Ticket) -> cards.Ticket:
    return cards.Ticket(
        number=ticket.number,
        state=ticket.state,
        short_description=ticket.short_description,
        opened_at=ticket.opened_at.isoformat(),
        updated_at=ticket.updated_at.isoformat(),
        assignment_group=ticket.assignment_group,
        last_comment=ticket.comments[0].text if ticket.comments else "",
    )
