"""A ticket system with a past, and an encoder for which texts are alike when they share words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np
from employee import Conversation

from actions.past import Past
from actions.release import Shelf
from itsm.memory import MemoryTickets, MemoryTrouble
from itsm.tickets import IncidentDraft
from itsm.trouble import KnownError

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
DOCK = "My docking station is dead"
WORKAROUND = KnownError("PRB0040007", DOCK, "Unplug the dock for a minute.")


class SharedWords:
    """Likeness by the words that two texts have in common: 1 for the same ones."""

    def encode(self, texts: Sequence[str]) -> Any:
        rows = np.zeros((len(texts), 512))
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % 512] = 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@dataclass
class Before:
    """What happened before Anna writes, and Anna."""

    shelf: Shelf
    tickets: MemoryTickets = field(default_factory=lambda: MemoryTickets(now=lambda: NOW))
    trouble: MemoryTrouble = field(init=False)
    past: Past = field(init=False)
    anna: Conversation = field(init=False)

    def __post_init__(self) -> None:
        self.trouble = MemoryTrouble(self.tickets)
        self.past = Past(self.tickets, self.trouble, SharedWords())
        self.anna = Conversation.of_everything(self.shelf, self.tickets, self.past)

    async def opened(
        self, short: str = DOCK, caller: str = "u-anna", days: int = 1, category: str = "inquiry"
    ) -> str:
        """An incident opened so many days ago; its number."""
        self.tickets.now = lambda: NOW - timedelta(days=days)
        key = f"k{len(self.tickets.opened)}"
        ticket = await self.tickets.open(IncidentDraft(caller, short, "words", category), key=key)
        self.tickets.now = lambda: NOW
        return ticket.number
