"""An approved change of the escalation matrix decides the next hand-over, without a restart."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2 as httpx
import pytest

from desk.app import create_app
from desk.channels.web.routes import blueprint as web
from desk.identity import sign
from desk.serve import listen
from desk.settings import Settings
from standards.__main__ import main as standards_command
from tests.desk.conftest import ANA, Lab

TRIGGER = "    trigger: asked_for_person\n"


def released(settings: Settings, *, approved: bool) -> None:
    """Put another release in the place of the running one, whose rule for "a person" names a queue."""
    running = settings.release_folder
    other = running.with_name("other")
    shutil.copytree(running, other)
    rules = other / "standards/escalation.yml"
    text = rules.read_text(encoding="utf-8")
    assert TRIGGER in text
    rules.write_text(text.replace(TRIGGER, f"{TRIGGER}    queue: hardware\n"), encoding="utf-8")
    if approved:
        assert standards_command(["approve", str(rules), "--by", "Joy Reyes"]) == 0
    _replace(running, other)


def _replace(running: Path, other: Path) -> None:
    running.rename(running.with_name("before"))
    other.rename(running)


async def lands_in(lab: Lab) -> str:
    """Where a new conversation waits whose person asked for a person."""
    c = await lab.open()
    await lab.parts.switchboard.ask_for_person(c)
    (offered,) = [e.data for e in await lab.events(c) if e.kind == "handoff_offered"]
    return str(offered["queue"])


async def test_the_next_conversation_lands_where_the_approved_new_rule_says(
    lab: Lab, settings: Settings
) -> None:
    assert await lands_in(lab) == "service_desk"
    released(settings, approved=True)
    assert await lands_in(lab) == "hardware"


async def test_a_rule_that_nobody_approved_sends_nobody_anywhere(lab: Lab, settings: Settings) -> None:
    released(settings, approved=False)
    assert await lands_in(lab) == "service_desk"


@pytest.fixture
async def http(lab: Lab) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in front of a running desk."""
    token = sign("t" * 40, ANA, lab.clock.now())
    app = create_app(lab.parts, [web], [], name="escalation")
    async with (
        listen(app, "127.0.0.1", 0) as url,
        httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=10
        ) as client,
    ):
        yield client


async def chat_lands_in(http: httpx.AsyncClient, lab: Lab) -> str:
    """Where a new conversation waits whose person pressed "Talk to a person" on the page."""
    opened = await http.post("/api/conversations")
    c = str(opened.json()["id"])
    asked = await http.post(f"/api/conversations/{c}/person", json={"client_message_id": "p1"})
    assert asked.is_success
    (offered,) = [e.data for e in await lab.events(c) if e.kind == "handoff_offered"]
    return str(offered["queue"])


async def test_a_running_desk_takes_over_a_release_and_leaves_a_broken_one(
    http: httpx.AsyncClient, lab: Lab, settings: Settings
) -> None:
    assert await chat_lands_in(http, lab) == "service_desk"
    released(settings, approved=True)
    assert await chat_lands_in(http, lab) == "hardware"
    broken = settings.release_folder.with_name("broken")
    shutil.copytree(settings.release_folder, broken)
    (broken / "standards/escalation.yml").write_text("escalation: [{id: ", encoding="utf-8")
    shutil.rmtree(settings.release_folder.with_name("before"))
    _replace(settings.release_folder, broken)
    assert await chat_lands_in(http, lab) == "hardware"
