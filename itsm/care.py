"""What a person may want done to a ticket of theirs, as a draft that any process can do, once per key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from itsm.tickets import Ticket, Tickets

CareOperation = Literal["ticket.comment", "ticket.reopen", "ticket.cancel", "ticket.escalate"]


@dataclass(frozen=True)
class CareDraft:
    """``text`` is the person's words or reason. ``short_description`` names the ticket to readers of the
    draft; nothing is done with it. ``dataclasses.asdict`` gives the JSON of a work card."""

    caller: str
    number: str
    text: str
    short_description: str = ""

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> CareDraft:
        """The draft of a work card's payload. Raises ValueError when a needed value is missing."""
        try:
            caller, number, text = (str(payload[name]) for name in ("caller", "number", "text"))
        except KeyError as error:
            raise ValueError(f"not a change of a ticket: no {error}") from error
        return cls(caller, number, text, str(payload.get("short_description", "")))


async def _comment(tickets: Tickets, draft: CareDraft, key: str) -> Ticket:
    return await tickets.comment(draft.number, draft.text, caller=draft.caller, key=key)


async def _reopen(tickets: Tickets, draft: CareDraft, key: str) -> Ticket:
    return await tickets.reopen(draft.number, reason=draft.text, caller=draft.caller, key=key)


async def _cancel(tickets: Tickets, draft: CareDraft, key: str) -> Ticket:
    return await tickets.cancel(draft.number, reason=draft.text, caller=draft.caller, key=key)


async def _escalate(tickets: Tickets, draft: CareDraft, key: str) -> Ticket:
    return await tickets.escalate(draft.number, reason=draft.text, caller=draft.caller, key=key)


_DO: dict[str, Callable[[Tickets, CareDraft, str], Awaitable[Ticket]]] = {
    "ticket.comment": _comment,
    "ticket.reopen": _reopen,
    "ticket.cancel": _cancel,
    "ticket.escalate": _escalate,
}
CARES = frozenset(_DO)
"""The operations of work cards that change a ticket there is."""


async def take_care(tickets: Tickets, operation: str, draft: CareDraft, *, key: str) -> Ticket:
    """Done once per key, whoever calls it; raises what Tickets promises. ``operation`` is one of CARES."""
    return await _DO[operation](tickets, draft, key)
