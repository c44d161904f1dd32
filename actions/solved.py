"""The problem is solved, and the person said so."""

from __future__ import annotations

from dataclasses import dataclass

from actions.problem import known
from actions.release import Shelf
from actions.reply import EMPTY, Reply, say
from actions.turn import Turn
from wire.cards import Outcome


@dataclass(frozen=True)
class Solved:
    """The desk asks for a rating after this, so the bot asks nothing."""

    shelf: Shelf
    name: str = "action_solved"

    async def __call__(self, turn: Turn) -> Reply:
        problem = known(turn, self.shelf.current())
        if problem is None and turn.slots.get("asked") != "working":
            return Reply((say("utter_glad"),), EMPTY, form="leave")
        card = Outcome("solved", "confirmed", problem.topic if problem else "general")
        return Reply((say("utter_solved", card),), EMPTY, form="leave")
