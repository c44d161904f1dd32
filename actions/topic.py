"""What every action of the bot is: a topic of conversation."""

from __future__ import annotations

from typing import Protocol

from actions.reply import Reply
from actions.turn import Turn


class Topic(Protocol):
    """What one topic of conversation does with a turn."""

    @property
    def name(self) -> str:
        """The action's name in domain.yml; ``validate_<form>`` for one that answers for a form."""
        ...

    async def __call__(self, turn: Turn) -> Reply:
        """The reply. May raise anything: the door answers for it."""
        ...
