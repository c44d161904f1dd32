"""After a permission, and never without one, the person gets a link to share their screen.

The session belongs to a ticket of theirs: the technician names its number, so that the person knows who
it is. Without a tool, or when the ticket system is away, the technician comes all the same.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, replace

import structlog

from actions import consent
from actions.draft import draft_of
from actions.filing import CALL_S
from actions.problem import Problem
from actions.release import Shelf
from actions.reply import Reply, Say, say
from actions.topic import Topic
from actions.turn import Turn
from itsm.errors import ItsmError, UnknownOutcome
from itsm.remote_help import Invitation, RemoteHelp
from itsm.tickets import IncidentDraft, Tickets
from wire.cards import Work
from wire.keys import local_reference, work_key
from wire.turn import Button

_log = structlog.get_logger("actions")


@dataclass(frozen=True)
class WithRemoteHelp:
    """A topic that hands over; who permitted it hears how to share, and how to take the permission back."""

    topic: Topic
    shelf: Shelf
    tickets: Tickets
    remote: RemoteHelp | None
    call_s: float = CALL_S

    @property
    def name(self) -> str:
        return self.topic.name

    async def __call__(self, turn: Turn) -> Reply:
        reply = await self.topic(turn)
        if not consent.stands(turn):
            return reply
        kept = {**turn.slots["consent"]}
        told = await self._invited(turn, kept)
        way_back = (Button(turn.words("utter_title_stop_remote"), f"/{consent.TAKEN_BACK}"),)
        says = (*reply.says, *told, replace(say("utter_consent_stands"), buttons=way_back))
        return replace(reply, says=says, slots={**reply.slots, "consent": kept})

    async def _invited(self, turn: Turn, kept: dict[str, object]) -> tuple[Say, ...]:
        """The ticket and the link, as far as they could be made; ``kept`` gets the ticket's number."""
        if self.remote is None or not self.remote.has_tool or not turn.caller:
            return ()
        key, draft = work_key(turn.context.conversation, turn.context.seq), self._draft(turn)
        told: list[Say] = []
        try:
            async with asyncio.timeout(self.call_s):
                number = str((turn.slots.get("filed") or {}).get("number", ""))
                if not number:
                    ticket = await self.tickets.open(draft, key=key)
                    number = ticket.number
                    told.append(_opened(draft, key, number, ticket.sys_id))
                kept["number"] = number
                invited = await self.remote.invite(number, caller=turn.caller, key=f"{key}-invite")
                told.append(_link(number, invited, turn))
        except (ItsmError, TimeoutError) as error:
            _log.warning("no link", error=type(error).__name__)
            if "number" not in kept and isinstance(error, (UnknownOutcome, TimeoutError)):
                told.append(_perhaps_opened(draft, key))
        return tuple(told)

    def _draft(self, turn: Turn) -> IncidentDraft:
        problem = Problem.from_slot(turn.slots["problem"])
        return draft_of(problem, turn, self.shelf.current().standards)


def _opened(draft: IncidentDraft, key: str, number: str, sys_id: str) -> Say:
    card = Work("incident.open", "done", asdict(draft), key, local_reference(key), number, sys_id)
    return say("utter_remote_ticket", card, number=number)


def _perhaps_opened(draft: IncidentDraft, key: str) -> Say:
    """The desk's outbox finds out, with the same key, and tells the number."""
    reference = local_reference(key)
    return say("utter_ticket_pending", Work("incident.open", "pending", asdict(draft), key, reference),
               reference=reference)  # fmt: skip


def _link(number: str, invited: Invitation, turn: Turn) -> Say:
    until = invited.until.astimezone(turn.here).strftime("%H:%M")
    return say("utter_remote_link", number=number, link=invited.link, until=until)
