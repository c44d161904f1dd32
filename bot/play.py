"""Play the test stories through the real model and the real actions.

``rasa test`` never calls an action: it copies slots, loops and outcomes from the story, and so passes endings
no flow can reach. Here every action runs, and what it did is compared.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import ActionExecuted, UserUttered

from bot import engine, tame
from bot.action_call import hang_up
from bot.progress import say
from bot.settings import Settings, settings
from bot.story_files import Story, Turn, stories
from bot.turns import Turns
from wire.turn import Coverage, Person, TurnContext, TurnReply, TurnRequest

_UNTOLD = frozenset({"action_listen", "action_session_start", "action_extract_slots"})
_ACTIONS = (".venv/bin/python", "-m", "actions", "--port", "0")


class NoActions(RuntimeError):
    """The action server did not start."""


@dataclass(frozen=True)
class Difference:
    """``what`` is intent, actions, active_loop, outcome or error."""

    story: str
    turn: int
    what: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.story}, turn {self.turn}: {self.what}: expected {self.expected}, found {self.found}"


def main(options: argparse.Namespace) -> int:
    tame.quiet_logs()
    told, found = stories(options.stories), settings()
    model = options.model or engine.model_file(found.release)
    with tempfile.TemporaryDirectory() as folder, actions(found) as reached:
        reached = replace(reached, tracker_db=Path(folder) / "tracker.db")
        differences = asyncio.run(played(told, reached, model))
    for difference in differences:
        say(str(difference))
    failed = len({difference.story for difference in differences})
    counts = {"stories": len(told), "passed": len(told) - failed, "failed": failed}
    if options.out is not None:
        names = [story.name for story in told]
        found_out = {**counts, "names": names, "differences": [asdict(each) for each in differences]}
        options.out.write_text(json.dumps(found_out, ensure_ascii=False, default=str), encoding="utf-8")
    print(json.dumps(counts))
    return 1 if failed else 0


@contextmanager
def actions(found: Settings) -> Iterator[Settings]:
    """Settings with which the actions are reached: those that run already, or ones started for this."""
    if os.environ.get("FIRSTLINE_ACTIONS_URL"):
        yield found
        return
    secret = found.actions_secret or secrets.token_hex(16)
    # Tickets in memory, unless a ServiceNow is named: a story files and reads them like any other.
    tickets = {"FIRSTLINE_SERVICENOW_URL": "memory:"}
    environment = {**tickets, **os.environ, "FIRSTLINE_ACTIONS_SECRET": secret}
    with subprocess.Popen(_ACTIONS, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield replace(found, actions_url=_ready(process), actions_secret=secret)
        finally:
            process.terminate()


def _ready(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if line.startswith("{"):
            return str(json.loads(line)["url"])
    raise NoActions("the action server ended before it was ready: see above")


async def played(told: list[Story], found: Settings, model: Path) -> list[Difference]:
    agent = await engine.loaded(found, model)
    differences = []
    for number, story in enumerate(told):
        new = await _play(story, agent, f"story-{number}")
        say(f"{'FAILED' if new else 'ok':>6}  {number + 1}/{len(told)}  {story.name}")
        differences += new
    await hang_up(agent.action_endpoint)
    return differences


async def _play(story: Story, agent: Agent, conversation: str) -> list[Difference]:
    turns, differences = Turns(agent), []
    for number, turn in enumerate(story.turns, 1):
        try:
            reply = await turns.take(asked(turn, conversation, number))
        except Exception as error:  # the gate: one broken story must not hide the others
            text = f"{type(error).__name__}: {error}"
            return [*differences, Difference(story.name, number, "error", "none", text)]
        tracker = await agent.tracker_store.retrieve(conversation)
        found = compared(turn, reply, list(tracker.events), tracker)
        differences += [Difference(story.name, number, *each) for each in found]
    return differences


def compared(turn: Turn, reply: TurnReply, events: list[Any], tracker: Any) -> Iterator[tuple[str, Any, Any]]:
    if turn.intent and reply.nlu.intent != turn.intent:
        yield "intent", turn.intent, reply.nlu.intent
    done = executed(events)
    if done != turn.actions:
        yield "actions", turn.actions, done
    for name, expected in turn.says.items():
        found = tracker.active_loop_name if name == "active_loop" else tracker.get_slot(name)
        if found != expected:
            yield name, expected, found


def executed(events: list[Any]) -> list[str]:
    """Names of the actions since the last thing the person said."""
    last = max(n for n, event in enumerate(events) if isinstance(event, UserUttered))
    names = [event.action_name for event in events[last:] if isinstance(event, ActionExecuted)]
    return [name for name in names if name not in _UNTOLD]


def asked(turn: Turn, conversation: str, seq: int) -> TurnRequest:
    """A user line that starts with "/" is a pressed button, as in Rasa's own tests. Each story has a person
    of its own, who has no tickets yet."""
    now = datetime.now(timezone.utc).isoformat()
    there = Coverage(open=True, agents=1, wait_minutes=5)
    somebody = uuid.uuid5(uuid.NAMESPACE_URL, conversation).hex
    person = Person(somebody, "Test Person", "test.person", verified=True)
    context = TurnContext(conversation, seq, "test", person, now, coverage=there)
    pressed = turn.text.startswith("/")
    return TurnRequest(
        f"{conversation}-{seq}", conversation, "button" if pressed else "text", context,
        text="" if pressed else turn.text, payload=turn.text if pressed else "",
    )
