"""A desk that serves Slack's two addresses, and a pretend Slack in front of it, both over real HTTP."""

from __future__ import annotations

import secrets
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import SecretStr
from sanic import Sanic

from desk.app import create_app
from desk.channels.slack.channel import Slack, connect
from desk.channels.slack.routes import blueprint
from desk.settings import Settings
from itsm.directory import Person
from tests.fakes.fake_slack import SECRET, TOKEN, FakeSlack

ANA, BOB = "U0ANA", "U0BOB"
PEOPLE = (
    Person("ana", "ana.lopez", "Ana Lopez", "ana.lopez@larkfield.example", time_zone="UTC"),
    Person("bob", "bob.reyes", "Bob Reyes", "bob.reyes@larkfield.example", time_zone="UTC"),
)


@dataclass
class Joined:
    """``slack`` is the pretend one; ``lab`` drives the desk; ``channel`` is the part under test."""

    slack: FakeSlack
    lab: Any
    channel: Slack

    async def messages(self) -> list[str]:
        """Every employee's message in the log, in order."""
        from desk.store import log

        async with self.lab.parts.desk.db.read() as connection:
            return [str(e.data["text"]) for e in await log.all_events(connection, ["message"])]

    async def rows(self, kind: str = "") -> int:
        """How many events are in the log."""
        from desk.store import log

        async with self.lab.parts.desk.db.read() as connection:
            return len(await log.all_events(connection, [kind] if kind else []))


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    fake = FakeSlack()
    fake.add(ANA, "Ana Lopez", "Ana.Lopez@larkfield.example")
    fake.add(BOB, "Bob Reyes", "bob.reyes@larkfield.example")
    fake.api_url = await fake.start()  # type: ignore[attr-defined]
    yield fake
    await fake.stop()


@pytest.fixture
def settings(settings: Settings, slack: FakeSlack) -> Settings:
    given = {
        "slack_signing_secret": SecretStr(SECRET),
        "slack_bot_token": SecretStr(TOKEN),
        "slack_api_url": slack.api_url,  # type: ignore[attr-defined]
    }
    return settings.model_copy(update=given)


@pytest.fixture
async def joined(lab: Any, slack: FakeSlack) -> AsyncIterator[Joined]:
    Sanic.test_mode = True
    lab.parts.directory.persons = PEOPLE
    channel = connect(lab.parts)
    assert channel is not None
    name = f"desk-{secrets.token_hex(4)}"
    app = create_app(lab.parts, [blueprint], [channel.sender.run()], name=name)
    app.ctx.slack = channel
    listener = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    slack.desk = f"http://127.0.0.1:{listener.getsockname()[1]}"
    yield Joined(slack, lab, channel)
    await server.before_stop()
    await server.close()
    await server.after_stop()
