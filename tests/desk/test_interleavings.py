"""Whatever happens in whatever order: one holder, a gapless log, nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.bootstrap import make_parts
from desk.core.conversation import NotAllowed
from desk.core.events import Event
from desk.settings import Settings
from desk.store import conversations
from desk.store.migrate import migrate
from itsm.memory import MemoryDirectory, MemoryTickets
from tests.desk.conftest import KIM, LEE, ROOT, Lab, ScriptedBot, SettableClock
from wire.turn import BotMessage, TurnRequest

_MOVES = st.lists(
    st.sampled_from(
        [
            "write",
            "write_again",
            "want_person",
            "accept_lee",
            "accept_kim",
            "say",
            "give_back",
            "bot_slow",
            "bot_free",
            "bot_down",
            "bot_up",
            "restart",
            "lease_out",
            "settle",
        ]
    ),
    min_size=3,
    max_size=24,
)


class Story(Lab):
    """A lab that can be killed and born again on the same database."""

    async def restart(self) -> None:
        await self.parts.turns.stop()
        await self.parts.desk.db.close()
        self.parts = make_parts(
            self.parts.settings,
            clock=self.clock,
            bot=self.bot,
            tickets=self.tickets,
            directory=self.parts.directory,
        )
        await self.parts.watch.forgive_own_absence()
        await self.parts.turns.resume()

    async def play(self, conversation: str, move: str, number: int) -> None:
        board = self.parts.switchboard
        text = f"message number {number} here"
        steps: dict[str, Any] = {
            "write": lambda: self.write(conversation, text, f"w{number}"),
            "write_again": lambda: self.twice(conversation, text, f"w{number}"),
            "want_person": lambda: board.ask_for_person(conversation),
            "accept_lee": lambda: board.accept(conversation, LEE),
            "accept_kim": lambda: board.accept(conversation, KIM),
            "say": lambda: board.say(conversation, LEE, f"agent says {number}", f"s{number}"),
            "give_back": lambda: board.give_back(conversation, LEE),
            "restart": self.restart,
            "lease_out": self.lease_out,
            "settle": self.until_quiet if self.bot.gate.is_set() and not self.bot.down else _nothing,
        }
        self._bot(move)
        if move in steps:
            try:
                await steps[move]()
            except NotAllowed:
                return

    async def twice(self, conversation: str, text: str, key: str) -> None:
        await asyncio.gather(self.write(conversation, text, key), self.write(conversation, text, key))

    async def lease_out(self) -> None:
        self.clock.advance(seconds=61)
        await self.parts.watch.look()
        await self.sign_in()

    def _bot(self, move: str) -> None:
        if move == "bot_slow":
            self.bot.gate.clear()
        elif move == "bot_free":
            self.bot.gate.set()
        elif move in {"bot_down", "bot_up"}:
            self.bot.down = move == "bot_down"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=_MOVES)
def test_any_interleaving_leaves_one_holder_and_a_gapless_log_with_nothing_lost_or_doubled(
    moves: list[str],
) -> None:
    asyncio.run(_run(moves))


@pytest.mark.parametrize(
    "moves",
    [
        ["bot_slow", "write", "want_person", "accept_lee", "bot_free", "settle", "give_back"],
        ["write", "want_person", "accept_lee", "restart", "say", "give_back", "write", "restart"],
        ["bot_down", "write", "restart", "bot_up", "settle", "write_again"],
    ],
)
def test_the_known_dangerous_orders_hold_too(moves: list[str]) -> None:
    asyncio.run(_run(moves))


async def _run(moves: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story, conversation = await _story(Path(folder))
        for number, move in enumerate(moves):
            await story.play(conversation, move, number)
        story.bot.down = False
        story.bot.gate.set()
        await story.until_quiet()
        await _check(story, conversation, moves)
        await story.parts.turns.stop()
        await story.parts.desk.db.close()


async def _story(folder: Path) -> tuple[Story, str]:
    shutil.copytree(ROOT / "data" / "standards", folder / "release" / "standards")
    told = Settings(
        var=folder, release=folder / "release", bot_secret="s" * 20, token_secret="t" * 40, join_ms=0
    )
    await migrate(told.database)
    bot, clock, tickets = ScriptedBot(), SettableClock(), MemoryTickets()
    bot.answer = _echo
    parts = make_parts(told, clock=clock, bot=bot, tickets=tickets, directory=MemoryDirectory(()))
    story = Story(parts, bot, clock, tickets)
    await story.sign_in()
    return story, await story.open()


def _echo(request: TurnRequest) -> list[BotMessage]:
    return [BotMessage(f"echo: {request.text or request.payload}")]


async def _check(story: Story, conversation: str, moves: list[str]) -> None:
    events = await story.events(conversation)
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    assert [e.position for e in events] == sorted(e.position for e in events)
    written = [f"message number {n} here" for n, move in enumerate(moves) if move in {"write", "write_again"}]
    assert [e.data["text"] for e in events if e.kind == "message"] == written
    assert _doubled(events) == []
    assert _agents_overlap(events) is False
    async with story.parts.desk.db.read() as connection:
        c = await conversations.get(connection, conversation)
    assert c is not None
    assert c.turn is None
    assert (c.agent != "") == (c.holder.value == "AGENT")
    if c.holder.value == "BOT":
        assert _unanswered(events) == []


def _doubled(events: list[Event]) -> list[str]:
    turns = Counter(e.data["turn"] for e in events if e.kind == "understood")
    said = Counter(e.data["text"] for e in events if e.kind == "agent_message")
    return [name for name, times in (turns + said).items() if times > 1]


def _agents_overlap(events: list[Event]) -> bool:
    """Whether anybody took a conversation that somebody else still held."""
    holder = ""
    for event in events:
        if event.kind == "handoff_accepted":
            if holder:
                return True
            holder = event.author
        elif event.kind in {"handoff_returned", "lease_lost", "closed", "transferred"}:
            holder = ""
    return False


def _unanswered(events: list[Event]) -> list[str]:
    """Messages the bot was given and never answered."""
    missing = []
    with_bot = True
    for event in events:
        if event.kind in {"queued", "handoff_accepted", "lease_lost"}:
            with_bot, missing = False, []
        elif event.kind == "handoff_returned":
            with_bot = True
        elif event.kind == "message" and with_bot:
            missing.append(str(event.data["text"]))
        elif event.kind == "reply" and event.data["shown"]:
            missing = [text for text in missing if text not in event.data["text"]]
    return missing


async def _nothing() -> None:
    return None
