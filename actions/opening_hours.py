"""When the people of the desk are there, in the person's own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.release import Shelf
from actions.reply import Reply, Say, say
from actions.told import told
from actions.turn import Turn
from standards.model import Status


@dataclass(frozen=True)
class OpeningHours:
    shelf: Shelf
    name: str = "action_opening_hours"

    async def __call__(self, turn: Turn) -> Reply:
        status = self.shelf.current().standards.coverage.status(turn.now)
        return Reply((_hours(status, turn),), asked="same")


def _hours(status: Status, turn: Turn) -> Say:
    if status.open and status.until:
        return say("utter_open_until", told(turn), when=spoken(status.until, turn))
    if status.opens_at:
        return say("utter_closed_until", told(turn), when=spoken(status.opens_at, turn))
    return say("utter_always_open" if status.open else "utter_closed", told(turn))


def spoken(moment: datetime, turn: Turn) -> str:
    """"17:00 today", "09:00 tomorrow", "09:00 on Monday", "09:00 on 2 January": in the person's zone."""
    there = moment.astimezone(turn.here)
    days = (there.date() - turn.now.astimezone(turn.here).date()).days
    values = {"time": f"{there:%H:%M}", "weekday": f"{there:%A}", "date": f"{there.day} {there:%B}"}
    match days:
        case 0:
            return turn.words("utter_time_today", **values)
        case 1:
            return turn.words("utter_time_tomorrow", **values)
        case _ if days < 7:
            return turn.words("utter_time_on_weekday", **values)
    return turn.words("utter_time_on_date", **values)
