"""Listens for what changes everything else: anger, a deadline, an executive. A person is offered at once.

Around every topic, so that no rule and no flow has to think of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.circumstances import SLOT, gathered
from actions.reply import Reply, Say, say
from actions.topic import Topic
from actions.turn import Turn
from wire.cards import Handoff

CARED_FOR = frozenset({"frustrated", "talk_to_human", "callback_request", "complaint"})
"""Intents whose own words offer a person, or bring one."""
OFFERED = "offered"
CAN_WAIT = "can wait"


@dataclass(frozen=True)
class Attentive:
    """A topic, and what was heard around it kept and answered to."""

    topic: Topic

    @property
    def name(self) -> str:
        return self.topic.name

    async def __call__(self, turn: Turn) -> Reply:
        reply = await self.topic(turn)
        if any(name != self.name.removeprefix("validate_") for name in turn.since):
            return reply  # these words were heard by the action before
        known = gathered(turn)
        if known != (turn.slots.get(SLOT) or {}):
            reply = replace(reply, slots={**reply.slots, SLOT: known})
        return _offering(reply, turn)


def _offering(reply: Reply, turn: Turn) -> Reply:
    """The reply with a person offered first, once in a conversation, unless one is on the way already."""
    urgent = turn.entities.get("urgency") not in (None, "", CAN_WAIT)
    why = "mood" if turn.entities.get("mood") else "urgency" if urgent else ""
    if not why or reply.form == "reject" or turn.intent in CARED_FOR or _brings_a_person(reply.says):
        return reply
    offered = dict(turn.slots.get(OFFERED) or {})
    if offered.get(why):
        return reply
    kept = {**reply.slots, OFFERED: {**offered, why: True}}
    return replace(reply, slots=kept).before(say(f"utter_person_for_{why}"))


def _brings_a_person(says: tuple[Say, ...]) -> bool:
    return any(isinstance(each.card, Handoff) for each in says)
