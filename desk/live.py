"""Wakes those who watch. It carries no truth: whoever is woken reads the log from their own cursor."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

EVERYTHING = "*"


@dataclass(eq=False)
class Watcher:
    """One open stream. ``passing`` holds signs that are not kept in the log (typing, still working)."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    news: bool = True
    passing: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def wait(self, seconds: float) -> bool:
        """Whether something happened before the time was over."""
        try:
            async with asyncio.timeout(seconds):
                await self.woken.wait()
        except TimeoutError:
            return False
        self.woken.clear()
        return True

    def take_news(self) -> bool:
        """Whether the log or the queue may hold something new since the last call."""
        news, self.news = self.news, False
        return news

    def take(self) -> list[tuple[str, dict[str, Any]]]:
        taken, self.passing = self.passing, []
        return taken


class Live:
    """Watchers by conversation, and those who watch everything (consoles, push channels)."""

    def __init__(self) -> None:
        self._watchers: dict[str, set[Watcher]] = defaultdict(set)

    def watch(self, conversation: str = EVERYTHING) -> Watcher:
        watcher = Watcher()
        self._watchers[conversation].add(watcher)
        return watcher

    def leave(self, watcher: Watcher, conversation: str = EVERYTHING) -> None:
        self._watchers[conversation].discard(watcher)
        if not self._watchers[conversation]:
            del self._watchers[conversation]

    def changed(self, conversation: str) -> None:
        """Something new is in the log."""
        for watcher in (*self._watchers.get(conversation, ()), *self._watchers.get(EVERYTHING, ())):
            watcher.news = True
            watcher.woken.set()

    def queue_changed(self, conversations: list[str]) -> None:
        """The places of those who wait may be others now."""
        for conversation in conversations:
            for watcher in self._watchers.get(conversation, ()):
                watcher.news = True
                watcher.woken.set()

    def signal(self, conversation: str, name: str, data: dict[str, Any]) -> None:
        """A passing sign to those who watch this conversation and to those who watch everything."""
        for watcher in self._watchers.get(conversation, ()):
            watcher.passing.append((name, data))
            watcher.woken.set()
        for watcher in self._watchers.get(EVERYTHING, ()):
            watcher.passing.append((name, {**data, "conversation": conversation}))
            watcher.woken.set()

    @property
    def streams(self) -> int:
        return sum(len(group) for group in self._watchers.values())
