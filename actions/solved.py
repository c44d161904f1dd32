"""The problem is solved, and the person said so. With another one left on the way, that comes next."""

from __future__ import annotations

from dataclasses import dataclass

from actions.answer import answered, ask
from actions.problem import known
from actions.release import Release, Shelf
from actions.reply import EMPTY, Reply, Say, record, say
from actions.tips import tip
from actions.turn import Turn
from flows.model import Flow
from kb_index import Found
from wire.cards import Outcome


@dataclass(frozen=True)
class Solved:
    """The desk asks for a rating after this, so the bot asks nothing."""

    shelf: Shelf
    name: str = "action_solved"

    async def __call__(self, turn: Turn) -> Reply:
        release = self.shelf.current()
        problem = known(turn, release)
        if left := left_flow(turn, release):
            return Reply((go_back(left),), EMPTY, form="leave", asked="left")
        if problem is None and turn.slots.get("asked") != "working":
            return await _about_nothing(turn, release)
        says = _solved(turn, problem.topic if problem else "general")
        tips = tip(turn, problem.topic, release) if problem else ()
        return Reply((says, *tips), EMPTY, form="leave")


@dataclass(frozen=True)
class LeaveTheOther:
    """A no to "shall we go back to the other problem?"."""

    name: str = "action_leave_the_other"

    async def __call__(self, turn: Turn) -> Reply:
        card = Outcome("solved", "confirmed")
        return Reply((say("utter_other_left", card),), {**EMPTY, "left": None})


async def _about_nothing(turn: Turn, release: Release) -> Reply:
    """Nothing was to be solved: perhaps the words only sound like it ("the screen is blue")."""
    if turn.text.strip() and isinstance(found := await ask(turn.text, turn, release), Found):
        return answered(found.best, turn)
    return Reply((say("utter_solved_what"),), EMPTY)


def _solved(turn: Turn, topic: str) -> Say:
    """A flow that has already said its own last words gets no second "good to hear"."""
    card = Outcome("solved", "confirmed", topic)
    return record(card) if turn.spoke else say("utter_solved", card)


def left_flow(turn: Turn, release: Release) -> Flow | None:
    """The flow of the other problem, which waits for this one to be over."""
    return release.flows.get(str((turn.slots.get("left") or {}).get("state", {}).get("flow")))


def go_back(left: Flow) -> Say:
    """The question whether to go back to it."""
    return say("utter_back_to_the_other", title=left.title)
