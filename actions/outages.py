"""Is something down? What is known of outages, and nothing that is not."""

from __future__ import annotations

from dataclasses import dataclass

from actions.known_outages import listed
from actions.release import Shelf
from actions.reply import Reply, say
from actions.solved import go_back, left_flow
from actions.told import told
from actions.turn import Turn


@dataclass(frozen=True)
class OutageCheck:
    """The desk sends the notices that hold now with every message."""

    name: str = "action_outages"

    async def __call__(self, turn: Turn) -> Reply:
        notices = turn.context.outages
        if not notices:
            nothing = say("utter_no_outage_in_flow" if turn.loop else "utter_no_outage", told(turn))
            return Reply((nothing,), asked="same")
        planned = all(notice.kind == "planned" for notice in notices)
        response = "utter_maintenance_now" if planned else "utter_outages"
        return Reply((say(response, told(turn), notices=listed(notices, turn)),), asked="same")


@dataclass(frozen=True)
class OutageIsMine:
    """Whoever has what is already known needs no steps and no ticket. With another problem left on the way,
    that comes next."""

    shelf: Shelf
    name: str = "action_outage_is_mine"

    async def __call__(self, turn: Turn) -> Reply:
        known, left = say("utter_outage_is_mine"), left_flow(turn, self.shelf.current())
        if left:
            return Reply((known, go_back(left)), {"outcome": None}, asked="left")
        return Reply((known,), {"outcome": None, "left": None})
