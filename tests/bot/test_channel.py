"""The desk's door: what it lets in, and what it says about everything else."""

from __future__ import annotations

import json
import socket

import aiohttp
import pytest
from bot_fixtures import ROOT, settings_for
from sanic import Sanic

from bot.channel import HEADER, LONGEST
from bot.loud import TurnFailed
from bot.said import Unknown
from bot.serve import application
from wire.convert import from_json
from wire.turn import BotMessage, Nlu, TurnReply

GOOD = {
    "id": "1", "conversation": "c1", "kind": "text", "text": "hello",
    "context": {
        "conversation": "c1", "seq": 1, "channel": "web", "person": {"id": "p"},
        "now": "2026-11-22T09:00:00Z",
    },
}


class Door:
    """The app without a server around it; ``outcome`` is what taking a turn gives or raises."""

    def __init__(self, settings, credentials):
        Sanic.test_mode = True
        Sanic._app_registry.clear()
        self.app = application(settings, credentials)
        self.app.ctx.turns = self
        self.outcome = TurnReply("1", [BotMessage("Hello.")], Nlu("greet", 0.9))

    async def take(self, request):
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    async def post(self, body, *, secret="bot-secret"):  # noqa: S107 - made up
        return await self._respond("POST", "/webhooks/desk/turn", body, {HEADER: secret} if secret else {})

    async def get(self, path):
        return await self._respond("GET", path, b"", {})

    async def _respond(self, method, path, body, headers):
        listening = socket.create_server(("127.0.0.1", 0))
        server = await self.app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}{path}"
        try:
            async with aiohttp.ClientSession() as session, session.request(
                method, url, data=body, headers=headers
            ) as response:
                return response.status, json.loads(await response.text())
        finally:
            server.close()


@pytest.fixture
def door(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_BOT_SECRET", "bot-secret")
    return Door(settings_for(tmp_path, "http://127.0.0.1:1", tmp_path), ROOT / "credentials.yml")


async def test_a_turn_is_answered(door):
    status, body = await door.post(json.dumps(GOOD))
    assert status == 200
    assert from_json(body, TurnReply) == door.outcome


@pytest.mark.parametrize("secret", ["", "wrong", "bot-secretx"])
async def test_a_wrong_secret_is_refused(door, secret):
    status, body = await door.post(json.dumps(GOOD), secret=secret)
    assert (status, body["error"]["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    "body",
    [
        "", "[", "[]", "7", '"text"', "null", "{}", json.dumps({**GOOD, "kind": "shout"}),
        json.dumps({**GOOD, "id": 7}), json.dumps({**GOOD, "more": 1}), json.dumps({**GOOD, "id": ""}),
        json.dumps({**GOOD, "context": None}), b"\xff\xfe", "[" * 20_000,
    ],
)
async def test_a_malformed_turn_is_refused(door, body):
    status, answer = await door.post(body)
    assert (status, answer["error"]["code"]) == (400, "malformed")


async def test_an_unknown_button_is_refused(door):
    door.outcome = Unknown("payload: no intent 'x'")
    status, body = await door.post(json.dumps(GOOD))
    assert (status, body["error"]["message"]) == (400, "payload: no intent 'x'")


async def test_too_large_a_turn_is_refused(door):
    status, body = await door.post(json.dumps({**GOOD, "text": "x" * LONGEST}))
    assert (status, body["error"]["code"]) == (413, "too_large")


async def test_a_failed_turn_says_which_action_and_no_words_of_people(door):
    door.outcome = TurnFailed("action_open: TimeoutError")
    status, body = await door.post(json.dumps(GOOD))
    assert (status, body["error"]["code"]) == (502, "turn_failed")
    assert body["error"]["message"] == "TurnFailed: action_open: TimeoutError"
    door.outcome = KeyError("my password is Hunter2!")
    assert (await door.post(json.dumps(GOOD)))[1]["error"]["message"] == "KeyError"


async def test_without_a_model_the_bot_says_so(door):
    door.app.ctx.turns = None
    status, body = await door.post(json.dumps(GOOD))
    assert (status, body["error"]["code"]) == (503, "no_model")
    assert (await door.get("/health"))[0] == 503


async def test_health_is_ok_with_a_model(door):
    assert await door.get("/health") == (200, {"status": "ok", "release": door.app.ctx.release})
