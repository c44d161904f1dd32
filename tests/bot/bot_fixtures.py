"""The fixtures of tests/bot; they import Rasa, so conftest takes them in only where it is installed."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from bot import tame
from bot.engine import loaded
from bot.settings import Settings
from bot.training import train
from bot.turns import Turns

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parent / "tiny"

__all__ = ["actions", "agent", "in_root", "tiny_model", "turns"]


class Actions:
    """An action server of one's own: ``answers[name]`` is the reply, or a function that makes or fails it."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        self.headers.append(dict(request.headers))
        answer = self.answers.get(body["next_action"], {"events": [], "responses": []})
        if callable(answer):
            answer = await answer(body)
        return answer if isinstance(answer, web.Response) else web.json_response(answer)


@pytest.fixture(autouse=True)
def in_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    if not (ROOT / "var/model/manifest.json").exists():
        pytest.skip("set-up has not exported the encoder")
    folder = tmp_path_factory.mktemp("tiny")
    shutil.copytree(TINY, folder / "bot")
    tame.quiet_logs()
    files = folder / "bot"
    return train(
        folder / "out", config=str(files / "config.yml"), domain=str(files / "domain.yml"),
        data=(str(files / "nlu.yml"), str(files / "stories.yml")),
    )


@pytest_asyncio.fixture
async def actions():
    server = Actions()
    app = web.Application(client_max_size=8 << 20)
    app.router.add_post("/webhook", server.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


def settings_for(folder: Path, url: str, release: Path) -> Settings:
    return Settings(
        var=folder, release=release, model=ROOT / "var/model", tracker_db=folder / "tracker.db", port=0,
        actions_url=url, bot_secret="bot-secret", actions_secret="actions-secret",
    )


@pytest_asyncio.fixture
async def agent(tiny_model, actions, tmp_path):
    return await loaded(settings_for(tmp_path, actions.url, tmp_path), tiny_model)


@pytest_asyncio.fixture
async def turns(agent):
    return Turns(agent, release="r1")


async def soon(check) -> None:
    """Let the loop run until the check holds."""
    while not check():  # noqa: ASYNC110 - what it waits for happens in a server of aiohttp's
        await asyncio.sleep(0)
