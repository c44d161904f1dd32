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
        over = {**EMPTY, "left": None}
        goodbye = "goodbye" in (turn.intent, turn.entities.get("wish"))
        if not turn.loop:
            return Reply((say("utter_goodbye" if goodbye else "utter_stopped"),), over, form="leave")
        problem = known(turn, self.shelf.current())
        ended = record(Outcome("abandoned", topic=problem.topic if problem else ""))
        words = say("utter_goodbye" if goodbye else "utter_stopped_halfway")
        return Reply((words, ended), over, form="leave")


@dataclass(frozen=True)
class StartOver:
    name: str = "action_start_over"

    async def __call__(self, turn: Turn) -> Reply:
        over = {**EMPTY, "filed": None, "left": None, "outcome": None}
        return Reply((say("utter_start_over"),), over, form="leave")


@dataclass(frozen=True)
class NoPerson:
    """A no to "would you like a person?"."""

    name: str = "action_no_person"

    async def __call__(self, turn: Turn) -> Reply:
        return Reply((say("utter_what_else"),))
