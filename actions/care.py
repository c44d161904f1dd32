"""What a person may do to a ticket of their own by chat, and in which state of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from itsm.states import State
from itsm.tickets import Ticket, Tickets

Do = Callable[..., Awaitable[Ticket]]
OPEN: frozenset[State] = frozenset({"new", "in_progress", "on_hold"})


@dataclass(frozen=True)
class Care:
    """``name`` is part of the responses' names in domain.yml; ``confirms``: a yes is needed, not words."""

    intent: str
    name: str
    states: frozenset[State]
    do: Do
    confirms: bool = False


async def _comment(tickets: Tickets, number: str, text: str, *, caller: str, key: str) -> Ticket:
    return await tickets.comment(number, text, caller=caller, key=key)


async def _reopen(tickets: Tickets, number: str, text: str, *, caller: str, key: str) -> Ticket:
    return await tickets.reopen(number, reason=text, caller=caller, key=key)


async def _cancel(tickets: Tickets, number: str, text: str, *, caller: str, key: str) -> Ticket:
    return await tickets.cancel(number, reason=text, caller=caller, key=key)


async def _escalate(tickets: Tickets, number: str, text: str, *, caller: str, key: str) -> Ticket:
    return await tickets.escalate(number, reason=text, caller=caller, key=key)


CARES = {
    care.intent: care
    for care in (
        Care("ticket_update", "update", OPEN | {"resolved"}, _comment),
        Care("ticket_reopen", "reopen", frozenset({"resolved"}), _reopen),
        Care("ticket_cancel", "cancel", OPEN, _cancel, confirms=True),
        Care("ticket_escalate", "escalate", OPEN, _escalate),
    )
}


def care_of(intent: str) -> Care | None:
    return CARES.get(intent)
