"""Which port does a piece of work, and what a conversation became by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itsm.catalogue import Catalogue
from itsm.errors import Refused
from itsm.requests import RequestDraft, place
from itsm.tickets import IncidentDraft, Tickets

REQUEST = "request.order"


@dataclass(frozen=True)
class Filed:
    """What exists in the ticket system now."""

    number: str
    sys_id: str


@dataclass(frozen=True)
class Filing:
    """Does the work of cards. Without a catalogue requests are refused, and seen by a lead."""

    tickets: Tickets
    catalogue: Catalogue | None = None

    async def file(self, card: Mapping[str, Any], *, key: str) -> Filed:
        """Once per key. Raises ItsmError, or ValueError for a card whose payload is no draft."""
        payload = card["payload"]
        if card.get("operation") != REQUEST:
            ticket = await self.tickets.open(IncidentDraft.from_payload(payload), key=key)
            return Filed(ticket.number, ticket.sys_id)
        if self.catalogue is None:
            raise Refused("no catalogue is set up")
        request = await place(self.catalogue, RequestDraft.from_payload(payload), key=key)
        return Filed(request.number, request.id)


def outcome_of(operation: str) -> str:
    """The outcome that work done gives a conversation."""
    return "request" if operation == REQUEST else "incident"
