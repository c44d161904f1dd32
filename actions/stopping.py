"""Stop, start over, goodbye, and "no, not a person": the person decides where this ends."""

from __future__ import annotations

from dataclasses import dataclass

from actions.problem import known
from actions.release import Shelf
from actions.reply import EMPTY, Reply, record, say
from actions.turn import Turn
from wire.cards import Outcome


@dataclass(frozen=True)
class Stop:
    """Stop and goodbye. In the middle of a problem the episode counts as abandoned."""

    shelf: Shelf
    name: str = "action_stop"

    async def __call__(self, turn: Turn) -> Reply:
        response = "utter_goodbye" if turn.intent == "goodbye" else "utter_stopped"
        if not turn.loop:
            return Reply((say(response),), EMPTY, form="leave")
        problem = known(turn, self.shelf.current())
        ended = record(Outcome("abandoned", topic=problem.topic if problem else ""))
        return Reply((say(response), ended), EMPTY, form="leave")


@dataclass(frozen=True)
class StartOver:
    name: str = "action_start_over"

    async def __call__(self, turn: Turn) -> Reply:
        return Reply((say("utter_start_over"),), {**EMPTY, "filed": None, "outcome": None}, form="leave")


@dataclass(frozen=True)
class NoPerson:
    """A no to "would you like a person?"."""

    name: str = "action_no_person"

    async def __call__(self, turn: Turn) -> Reply:
        return Reply((say("utter_what_else"),))
