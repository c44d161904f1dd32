"""Records of chats held in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from itsm.chats import Chat


@dataclass
class MemoryChats:
    """``recorded`` holds each chat once, by key."""

    recorded: dict[str, Chat] = field(default_factory=dict)

    async def record(self, chat: Chat, *, key: str) -> str:
        self.recorded.setdefault(key, chat)
        return f"IMS{10001 + [*self.recorded].index(key):07d}"
