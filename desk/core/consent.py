"""Whether somebody takes back the permission to see their screen, and whether one stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from desk.core.events import Event
from flows.phrases import begins_with, holds, words_of
from standards.model import TakenBack


def takes_back(text: str, said: TakenBack) -> bool:
    """Whether the words take it back: no question about it, and not its opposite."""
    words = words_of(text)
    asks = begins_with(words, said.questions) > 0
    return not asks and holds(words, said.words, negations=said.negations) > 0


def stands(events: Sequence[Event]) -> bool:
    """Whether the last word about it in this conversation was a yes."""
    given = [event.data.get("given") for event in events if event.kind == "consent"]
    return bool(given) and given[-1] is True
