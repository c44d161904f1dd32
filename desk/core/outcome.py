"""How an episode of help ended, and whether it spared an agent's time.

Deflection in ServiceNow's sense: "confirmed" when the person said that it helped, "potential" when
they were answered and left without asking for more, "none" when an agent or a ticket was needed or
nothing came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk.core.events import Event

OUTCOMES = ("solved", "information", "request", "incident", "callback", "handoff", "abandoned")


@dataclass(frozen=True)
class Ending:
    outcome: str
    deflection: str


def conclude(events: Sequence[Event]) -> Ending:
    """The ending of a conversation by its events. An agent's part outweighs what the bot said before;
    after it, only a new statement counts."""
    agent = _last(events, "handoff_accepted")
    stated = _last(events, "outcome")
    if agent is not None and (stated is None or stated.seq < agent.seq or stated.data.get("by") == "agent"):
        return Ending("handoff", "none")
    if stated is not None:
        return Ending(str(stated.data["outcome"]), str(stated.data.get("deflection") or "none"))
    return _unstated(events)


def _unstated(events: Sequence[Event]) -> Ending:
    answer = _last(events, "answer") or _last(events, "tickets")
    feedback = _last(events, "feedback")
    wanted = _last(events, "handoff_offered")
    unhelped = feedback is not None and not feedback.data.get("helped")
    if answer is not None and wanted is None and not unhelped:
        return Ending("information", "potential")
    return Ending("abandoned", "none")


def _last(events: Sequence[Event], kind: str) -> Event | None:
    return next((e for e in reversed(events) if e.kind == kind), None)
