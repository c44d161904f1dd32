"""The real desk in this process, with the bot's answers scripted: what the console is tried against."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import socket
from pathlib import Path
from typing import Any

from sanic import Sanic

from desk.app import create_app
from desk.blueprints import BLUEPRINTS
from desk.bootstrap import make_parts
from desk.core.events import is_visible
from desk.intake import Inbound
from desk.settings import Settings
from desk.store import log
from desk.store.migrate import migrate
from desk.switchboard import AgentRef
from flows.chromium import ROOT
from itsm.directory import Person
from itsm.memory import MemoryDirectory, MemoryTickets
from wire.cards import Answer, Handoff, Step
from wire.turn import BotMessage, Button, Nlu, TurnReply, TurnRequest

ANA = {
    "id": "ana", "name": "Ana Lopez", "verified": True, "vip": True, "audiences": ["all"],
    "title": "Sales lead", "location": "Manila", "time_zone": "Asia/Manila",
}  # fmt: skip
AGENTS = (
    Person("lee", "lee.chan", "Lee Chan", location="Austin", groups=("Service Desk", "Network")),
    Person("kim", "kim.park", "Kim Park", location="Manila", groups=("Hardware",)),
    Person("ana", "ana.lopez", "Ana Lopez", title="Sales lead", location="Manila", vip=True),
)
HANDOFF = Handoff(
    reason="The steps did not help", rule="not_solved", queue="network", topic="vpn",
    summary="The VPN client on the Windows laptop drops its connection every few minutes.",
)  # fmt: skip


class Script:
    """The bot: two steps of a flow, an article, then a person is needed."""

    async def turn(self, request: TurnRequest) -> TurnReply:
        return TurnReply(request.id, self._answer(request.text), Nlu("vpn_problem", 0.95))

    def _answer(self, text: str) -> list[BotMessage]:
        if "person" in text:
            return [BotMessage("I'll get somebody.", card=HANDOFF)]
        restart = Step("vpn_problem", "restart", "Restart the VPN client")
        tried = Step("vpn_problem", "network", "Try another network", result="It drops there too")
        answer = Answer("vpn-drops", "3", "When the VPN drops", "Windows", "Open **Settings**.", 0.9)
        return [
            BotMessage("Does it drop on another network too?", card=tried),
            BotMessage("Please restart the VPN client.", [Button("Done", "/affirm")], restart),
            BotMessage("This may help.", card=answer),
        ]

    async def healthy(self) -> bool:
        return True

    async def close(self) -> None:
        return None


class RealDesk:
    """Start it, write to it as Ana, stop it, start it again on the same port with the same database."""

    def __init__(self, var: Path) -> None:
        release = var / "release"
        shutil.copytree(ROOT / "data" / "standards", release / "standards")
        self._settings = Settings(
            var=var,
            release=release,
            bot_secret="s" * 20,
            token_secret="t" * 40,
            join_ms=0,
            messages_per_minute=1000,
        )
        self.port = 0
        self.parts: Any = None
        self._server: Any = None

    async def start(self) -> str:
        await migrate(self._settings.database)
        tickets, directory = MemoryTickets(callers={"ana"}), MemoryDirectory(AGENTS)
        self.parts = make_parts(self._settings, bot=Script(), tickets=tickets, directory=directory)
        Sanic.test_mode = True
        app = create_app(self.parts, BLUEPRINTS, [self.parts.watch.run()], name=f"desk{secrets.token_hex(4)}")
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await self._server.startup()
        await self._server.before_start()
        await self._server.after_start()
        return f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        """As when it is killed: open streams are cut, not said goodbye to."""
        for connection in list(self._server.connections):
            connection.abort()
        await self._server.before_stop()
        await self._server.close()
        await self._server.after_stop()

    async def write(self, conversation: str, text: str) -> int:
        return int(await self.parts.intake.receive(conversation, Inbound(secrets.token_hex(6), text=text)))

    async def seen_by_the_person(self, conversation: str) -> list[str]:
        async with self.parts.desk.db.read() as connection:
            events = await log.events_of(connection, conversation)
        return [str(e.data.get("text", "")) for e in events if is_visible(e)]

    async def accept_as_kim(self, conversation: str) -> None:
        await self.parts.switchboard.accept(conversation, AgentRef("kim", "Kim Park"))

    async def handoff(self, person: dict[str, Any] = ANA) -> str:
        """Somebody's conversation, as far as the queue."""
        conversation = str((await self.parts.intake.open(person, "web")).id)
        await self.write(conversation, "my vpn keeps dropping <script>alert(1)</script>.")
        await self.write(conversation, "let me talk to a person.")
        await self._until_queued(conversation)
        return conversation

    async def _until_queued(self, conversation: str) -> None:
        """The bot's turns run beside; nobody there to take it counts as waiting too."""
        watcher = self.parts.desk.live.watch(conversation)
        try:
            async with asyncio.timeout(10):
                while True:
                    async with self.parts.desk.db.read() as connection:
                        events = await log.events_of(connection, conversation)
                    if any(e.kind in {"queued", "handoff_offered"} for e in events):
                        return
                    await watcher.wait(1)
        finally:
            self.parts.desk.live.leave(watcher, conversation)
