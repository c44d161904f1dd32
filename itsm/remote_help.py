"""The port for help on somebody's own screen: an invitation that the person accepts, or a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

WITHDRAWN = "The caller took back the permission to see or control the screen: end the session."


@dataclass(frozen=True)
class Invitation:
    """``link`` opens the session and works until ``until``. Nobody sees a screen before the person agreed."""

    link: str
    until: datetime


class RemoteHelp(Protocol):
    """Acts on the caller's own incident. Every method may raise Unavailable, NotFound, IllegalMove,
    Refused and UnknownOutcome."""

    @property
    def has_tool(self) -> bool:
        """Whether this company has a tool to invite to. Asks nobody."""
        ...

    async def withdraw(self, number: str, *, caller: str, key: str) -> None:
        """Tell the agents that the caller takes their permission back. Once per key."""
        ...

    async def invite(self, number: str, *, caller: str, key: str) -> Invitation:
        """Invite the caller; agents read in the work notes that it happened. Once per key.

        Refused when this company has no tool for it.
        """
        ...

    async def visit(self, number: str, *, caller: str, text: str, key: str) -> str:
        """Order somebody to come; gives the work order's number. Once per key."""
        ...
