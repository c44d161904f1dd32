"""A question that was answered on the spot is how a conversation ended, where it was about nothing else."""

from __future__ import annotations

from actions.turn import Turn
from wire.cards import Outcome


def told(turn: Turn) -> Outcome | None:
    """The record of it; none in the middle of a problem, which goes on."""
    about_more = turn.loop or turn.slots.get("problem") or turn.slots.get("left")
    return None if about_more else Outcome("information", "potential", "general")
