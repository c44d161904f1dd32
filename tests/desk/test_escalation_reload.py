"""An approved change of the escalation matrix decides the next hand-over, without a restart."""

from __future__ import annotations

import shutil
from pathlib import Path

from desk.settings import Settings
from standards.__main__ import main as standards_command
from tests.desk.conftest import Lab

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
