"""A desk with everything real but the bot, whose answers a test decides, and the clock."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.bootstrap import make_parts
from desk.bot_client import BotUnavailable
from desk.core.events import Event
from desk.intake import Inbound
from desk.parts import Parts
from desk.settings import Settings
from desk.store import agents, conversations, log
from desk.store.agents import Agent
from desk.store.migrate import migrate
from desk.switchboard import AgentRef
from itsm.memory import MemoryDirectory, MemoryTickets
from wire.turn import BotMessage, Nlu, TurnReply, TurnRequest

ROOT = Path(__file__).parents[2]
ANA = {"id": "ana", "name": "Ana Lopez", "verified": True, "audiences": ["all"], "time_zone": "UTC"}
LEE = AgentRef("lee", "Lee Chan")
KIM = AgentRef("kim", "Kim Park")


class SettableClock:
    """The real time, moved forward by what a test says."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **span: float) -> None:
        self.ahead += timedelta(**span)


class ScriptedBot:
    """Answers "echo: ..." unless told otherwise; the same turn id gets the same reply and counts once."""

    def __init__(self) -> None:
        self.done: dict[str, TurnReply] = {}
        self.asked: list[TurnRequest] = []
        self.answer: Callable[[TurnRequest], list[BotMessage]] = lambda r: [BotMessage(f"echo: {r.text}")]
        self.intent = "greet"
        self.down = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def turn(self, request: TurnRequest) -> TurnReply:
        self.asked.append(request)
        if self.down:
            raise BotUnavailable("ConnectError")
        if request.id not in self.done:
            messages = self.answer(request)
            self.done[request.id] = TurnReply(request.id, messages, Nlu(self.intent, 0.9))
        await self.gate.wait()
        return self.done[request.id]

    async def healthy(self) -> bool:
        return not self.down

    async def close(self) -> None:
        return None


class Lab:
    """A desk under test and the words to drive it."""

    def __init__(self, parts: Parts, bot: ScriptedBot, clock: SettableClock, tickets: MemoryTickets) -> None:
        self.parts, self.bot, self.clock, self.tickets = parts, bot, clock, tickets
        self._count = 0

    async def open(self, person: dict[str, Any] = ANA) -> str:
        return (await self.parts.intake.open(person, "web")).id

    async def write(self, conversation: str, text: str, external_id: str = "") -> int:
        self._count += 1
        message = Inbound(external_id or f"m{self._count}", text=text)
        return await self.parts.intake.receive(conversation, message)

    async def press(self, conversation: str, title: str) -> int:
        """Press the newest button with this title."""
        shown = [b for e in await self.events(conversation) for b in e.data.get("buttons", [])]
        button = next(b["id"] for b in reversed(shown) if b["title"] == title)
        self._count += 1
        return await self.parts.intake.receive(conversation, Inbound(f"b{self._count}", button=button))

    async def events(self, conversation: str) -> list[Event]:
        async with self.parts.desk.db.read() as connection:
            return await log.events_of(connection, conversation)

    async def said(self, conversation: str) -> list[str]:
        """What the person sees, without their own words and the welcome."""
        kinds = {"reply", "agent_message", "notice", "survey_asked"}
        seen = [e for e in await self.events(conversation) if e.kind in kinds and e.data.get("shown", True)]
        return [str(e.data["text"]) for e in seen if e.data.get("key") != "welcome"]

    async def keys(self, conversation: str) -> list[str]:
        """The wording keys of what the desk itself said."""
        return [str(e.data["key"]) for e in await self.events(conversation) if "key" in e.data]

    async def holder(self, conversation: str) -> str:
        async with self.parts.desk.db.read() as connection:
            found = await conversations.get(connection, conversation)
        assert found is not None
        return found.holder.value

    async def sign_in(self, agent: AgentRef = LEE) -> None:
        async with self.parts.desk.db.write() as connection:
            await agents.sign_in(connection, Agent(agent.id, agent.name, [], True, self.clock.now()))

    async def until(self, condition: Callable[[], Awaitable[bool]], seconds: float = 10.0) -> None:
        """Look again each time something happened, until the condition holds."""
        watcher = self.parts.desk.live.watch()
        try:
            async with asyncio.timeout(seconds):
                while not await condition():
                    await watcher.wait(0.05)
        finally:
            self.parts.desk.live.leave(watcher)

    async def until_said(self, conversation: str, text: str) -> None:
        async def said() -> bool:
            return any(text in line for line in await self.said(conversation))

        await self.until(said)

    async def until_quiet(self) -> None:
        """Until no conversation is being answered."""

        async def quiet() -> bool:
            return not self.parts.turns.busy

        await self.until(quiet)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    release = tmp_path / "release"
    shutil.copytree(ROOT / "data" / "standards", release / "standards")
    return Settings(
        var=tmp_path,
        release=release,
        bot_secret="s" * 20,
        token_secret="t" * 40,
        join_ms=0,
        messages_per_minute=1000,
    )


@pytest.fixture
async def lab(settings: Settings) -> AsyncIterator[Lab]:
    await migrate(settings.database)
    bot, clock, tickets = ScriptedBot(), SettableClock(), MemoryTickets(callers={"ana"})
    parts = make_parts(settings, clock=clock, bot=bot, tickets=tickets, directory=MemoryDirectory(()))
    yield Lab(parts, bot, clock, tickets)
    await parts.turns.stop()
    await parts.desk.db.close()
