"""The port for the record of a chat: every conversation leaves one, a solved one too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Chat:
    """A conversation that is over. ``opened_for`` is a directory id, "" for somebody who never signed in.

    ``outcome`` is the desk's word; ``transcript`` has been redacted before it gets here. ``incident`` is
    the sys_id of the ticket it led to, "" for none.
    """

    opened_for: str
    channel: str
    short_description: str
    outcome: str
    opened_at: datetime
    closed_at: datetime
    transcript: str = ""
    incident: str = ""
    abandoned: bool = False


class Chats(Protocol):
    """Every method may raise Unavailable."""

    async def record(self, chat: Chat, *, key: str) -> str:
        """Keep the chat and give the record's number. One key is one record.

        Raises Refused, UnknownOutcome: call again with the same key.
        """
        ...
