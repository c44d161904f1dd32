"""A guess is no understanding: words that no intent fits well are looked up instead of acted upon."""

from __future__ import annotations

from dataclasses import dataclass

from actions.reply import Reply
from actions.topic import Topic
from actions.turn import NOT_UNDERSTOOD, Turn


@dataclass(frozen=True)
class IfUnderstood:
    """A topic, or ``instead`` when its rule fired on a guess (see guess.SURE)."""

    topic: Topic
    instead: Topic

    @property
    def name(self) -> str:
        return self.topic.name

    async def __call__(self, turn: Turn) -> Reply:
        guessed = turn.intent == NOT_UNDERSTOOD and not turn.since
        return await (self.instead if guessed else self.topic)(turn)
