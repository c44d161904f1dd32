"""Remote help held in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from itsm import states
from itsm.errors import NotFound, Refused
from itsm.memory.tickets import MemoryTickets
from itsm.remote_help import WITHDRAWN, Invitation


@dataclass
class MemoryRemoteHelp:
    tickets: MemoryTickets
    link: str = "https://help.example/{session}"
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
    visits: dict[str, str] = field(default_factory=dict)

    @property
    def has_tool(self) -> bool:
        return "{session}" in self.link

    async def withdraw(self, number: str, *, caller: str, key: str) -> None:
        await self.tickets.work_note(number, WITHDRAWN, caller=caller, key=key)

    async def invite(self, number: str, *, caller: str, key: str) -> Invitation:
        if not self.has_tool:
            raise Refused("remote help: no tool is set up")
        await self.tickets.work_note(number, f"Invited to session {key}", caller=caller, key=key)
        return Invitation(self.link.replace("{session}", key), self.now() + timedelta(hours=1))

    async def visit(self, number: str, *, caller: str, text: str, key: str) -> str:
        ticket = await self.tickets.find(number, caller=caller)
        if ticket is None:
            raise NotFound("no such incident")
        states.check("link", ticket.state)
        return self.visits.setdefault(key, f"WO{10001 + len(self.visits):07d}")
