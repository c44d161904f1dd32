"""Which port does a piece of work, and what a conversation became by it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from itsm.care import CARES, CareDraft, take_care
from itsm.catalogue import Catalogue
from itsm.errors import Refused, Unavailable
from itsm.problems import ProblemDraft, Problems
from itsm.put_aside import put_aside
from itsm.requests import RequestDraft, place
from itsm.stock import Stock
from itsm.tickets import IncidentDraft, Tickets

REQUEST = "request.order"
PROBLEM = "problem.propose"
"""For those who look for causes: the person it began with hears nothing of it."""


@dataclass(frozen=True)
class Filed:
    """What exists in the ticket system now."""

    number: str
    sys_id: str


@dataclass(frozen=True)
class Filing:
    """Does the work of cards. What there is no port for is refused, and seen by a lead."""

    tickets: Tickets
    catalogue: Catalogue | None = None
    problems: Problems | None = None
    stock: Stock | None = None

    async def file(self, card: Mapping[str, Any], *, key: str) -> Filed:
        """Once per key. Raises ItsmError, or ValueError for a card whose payload is no draft."""
        match card.get("operation"):
            case "request.order":
                return await self._order(card["payload"], key)
            case "problem.propose":
                return await self._propose(card["payload"], key)
            case str(operation) if operation in CARES:
                return await self._care(operation, card["payload"], key)
        ticket = await self.tickets.open(IncidentDraft.from_payload(card["payload"]), key=key)
        return Filed(ticket.number, ticket.sys_id)

    async def _care(self, operation: str, payload: Mapping[str, Any], key: str) -> Filed:
        ticket = await take_care(self.tickets, operation, CareDraft.from_payload(payload), key=key)
        return Filed(ticket.number, ticket.sys_id)

    async def _order(self, payload: Mapping[str, Any], key: str) -> Filed:
        if self.catalogue is None:
            raise Refused("no catalogue is set up")
        wanted = RequestDraft.from_payload(payload)
        request = await place(self.catalogue, wanted, key=key)
        if self.stock is not None and wanted.model:
            with suppress(Unavailable):  # the order stands; who delivers it looks for a piece
                await put_aside(self.stock, wanted.model, person=wanted.caller, key=key)
        return Filed(request.number, request.id)

    async def _propose(self, payload: Mapping[str, Any], key: str) -> Filed:
        if self.problems is None:
            raise Refused("no problems are set up")
        problem = await self.problems.propose(ProblemDraft.from_payload(payload), key=key)
        return Filed(problem.number, problem.sys_id)


def is_told(operation: str) -> bool:
    """Whether the person hears what became of such work."""
    return operation != PROBLEM


def outcome_of(operation: str) -> str:
    """The outcome that work done gives a conversation, where the person is told of it; "" for none."""
    if operation in CARES:
        return ""
    return "request" if operation == REQUEST else "incident"
