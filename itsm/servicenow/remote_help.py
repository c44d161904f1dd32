"""The RemoteHelp port: a link of the company's own tool, and work orders for a visit."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from itsm import states
from itsm.errors import Refused
from itsm.limits import SHORT_DESCRIPTION, clean, cut, one_line
from itsm.remote_help import WITHDRAWN, Invitation
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.inserting import Inserting
from itsm.servicenow.opening import APP
from itsm.servicenow.query import equal
from itsm.servicenow.rows import Row, value
from itsm.servicenow.tickets import ServiceNowTickets
from itsm.tickets import Ticket

_VALID = timedelta(hours=1)
_NAMESPACE = uuid.UUID("7c0a1c3e-52f1-5f0b-8f1d-0b1f4b0d9a33")
_FIELDS = ["sys_id", "number", "correlation_id", "caller"]


class ServiceNowRemoteHelp:
    """``link`` is the tool's address with ``{session}`` where the session's name goes; "" for no tool."""

    def __init__(
        self,
        gate: Gate,
        tickets: ServiceNowTickets,
        inserting: Inserting,
        link: str,
        now: Callable[[], datetime],
    ) -> None:
        self._gate = gate
        self._tickets = tickets
        self._inserting = inserting
        self._link = link
        self._now = now

    @property
    def has_tool(self) -> bool:
        return "{session}" in self._link

    async def withdraw(self, number: str, *, caller: str, key: str) -> None:
        await self._tickets.work_note(number, WITHDRAWN, caller=caller, key=key)

    async def invite(self, number: str, *, caller: str, key: str) -> Invitation:
        if not self.has_tool:
            raise Refused("remote help: no tool is set up")
        session = uuid.uuid5(_NAMESPACE, key).hex
        note = f"The caller was invited to share their screen: session {session}"
        await self._tickets.work_note(number, note, caller=caller, key=key)
        return Invitation(self._link.replace("{session}", session), self._now() + _VALID)

    async def visit(self, number: str, *, caller: str, text: str, key: str) -> str:
        with self._gate.budget():
            ticket = await self._tickets.own(number, caller=caller)
            states.check("link", ticket.state)
            return await self._ordered(ticket, text, key)

    async def _ordered(self, ticket: Ticket, text: str, key: str) -> str:
        values = {
            "short_description": cut(one_line(text), SHORT_DESCRIPTION),
            "description": clean(text)[:4000],
            "initiated_from": ticket.sys_id,
            "caller": ticket.caller,
            "correlation_id": key,
            "correlation_display": APP,
        }

        async def find() -> Row | None:
            rows = await self._gate.read("/table/wm_order", ask.get(equal(correlation_id=key), _FIELDS, 2))
            return next((row for row in rows if value(row, "correlation_id") == key), None)

        return value(await self._inserting.once("wm_order", values, key, find, _FIELDS), "number")
