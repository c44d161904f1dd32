"""One person's conversation with the bot, turn by turn, with a clock that can be moved."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx

from wire.convert import to_json
from wire.turn import Coverage, Person, TurnContext, TurnRequest

HEADER = "X-Firstline-Secret"


@dataclass(frozen=True)
class Question:
    """A step that waits, and its buttons as (title, payload)."""

    flow: str
    step: str
    buttons: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> tuple[str, str]:
        return self.flow, self.step


@dataclass
class Talk:
    """``told`` is the transcript; ``waiting`` the step of the newest answer, None when it asked none."""

    bot: httpx.AsyncClient
    person: Person
    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    seq: int = 0
    told: list[str] = field(default_factory=list)
    waiting: Question | None = None

    async def types(self, text: str) -> Question | None:
        return await self._turn("text", text=text)

    async def presses(self, title: str, payload: str) -> Question | None:
        return await self._turn("button", text=title, payload=payload)

    def later(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    async def _turn(self, kind: Any, *, text: str, payload: str = "") -> Question | None:
        """Raises httpx.HTTPError when the bot does not answer with a reply."""
        self.seq += 1
        self.now += timedelta(seconds=20)
        there = Coverage(open=True, agents=1, wait_minutes=5)
        context = TurnContext(self.id, self.seq, "web", self.person, self.now.isoformat(), coverage=there)
        asked = TurnRequest(f"{self.id}-{self.seq}", self.id, kind, context, text=text, payload=payload)
        answer = await self.bot.post("/webhooks/desk/turn", json=to_json(asked))
        messages = answer.raise_for_status().json()["messages"]
        self.told += [f"employee: {text}", *(f"bot: {each['text']}" for each in messages if each["text"])]
        self.waiting = question_in(messages)
        return self.waiting


def question_in(messages: list[Mapping[str, Any]]) -> Question | None:
    """The step that the messages ask; an answered step's card is a record and asks nothing."""
    for message in reversed(messages):
        card = message.get("card") or {}
        if card.get("card") == "step" and not card.get("result"):
            buttons = tuple((str(b["title"]), str(b["payload"])) for b in message.get("buttons") or ())
            return Question(str(card["flow"]), str(card["step"]), buttons)
    return None
