"""A change of a ticket there is: proposed as a card, done once, and said: done, on its way, or refused.

The key is made from the message that agreed to it. When ServiceNow gives no answer in time, the desk's
outbox goes on with the same key and tells the person.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import Literal

from actions.reply import Say, record
from actions.turn import Turn
from itsm.care import CareDraft, CareOperation, take_care
from itsm.errors import Refused, Unavailable, UnknownOutcome
from itsm.tickets import Ticket, Tickets
from wire.cards import Work
from wire.keys import local_reference, work_key

State = Literal["pending", "refused"]
CALL_S = 4.0
"""Seconds ServiceNow has; then the desk's outbox delivers."""


@dataclass(frozen=True)
class Cared:
    """``ticket`` as it is after the change; None while that is not known, or when it was ``refused``.
    ``card`` is for the log: it belongs behind the words that say what came of it."""

    card: Say
    ticket: Ticket | None = None
    refused: Refused | None = None


def proposed(operation: CareOperation, draft: CareDraft) -> Say:
    """Logged before anyone calls ServiceNow. Without a text it still waits for the person's words."""
    return record(Work(operation, "proposed", asdict(draft), number=draft.number))


async def cared(
    operation: CareOperation, draft: CareDraft, turn: Turn, tickets: Tickets, *, call_s: float = CALL_S
) -> Cared:
    key = work_key(turn.context.conversation, turn.context.seq)
    try:
        async with asyncio.timeout(call_s):
            ticket = await take_care(tickets, operation, draft, key=key)
    except Refused as error:
        return Cared(_card(operation, "refused", draft, key, error.detail), refused=error)
    except (Unavailable, UnknownOutcome, TimeoutError) as error:
        return Cared(_card(operation, "pending", draft, key, type(error).__name__))
    done = Work(operation, "done", asdict(draft), key, local_reference(key), ticket.number, ticket.sys_id)
    return Cared(record(done), ticket)


def _card(operation: CareOperation, state: State, draft: CareDraft, key: str, why: str) -> Say:
    reference = local_reference(key)
    return record(Work(operation, state, asdict(draft), key, reference, draft.number, reason=why))
