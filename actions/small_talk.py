"""Greetings, thanks, "are you a robot?" and the like; and a yes or no that answers nothing."""

from __future__ import annotations

from dataclasses import dataclass

from actions.drafted import ALREADY, operation_of
from actions.reply import Reply, say
from actions.turn import Turn
from wire.keys import local_reference

INTENTS = frozenset({"greet", "thank", "help", "bot_challenge", "wait", "go_back", "another_problem"})


@dataclass(frozen=True)
class SmallTalk:
    """In the middle of a form the words ask nothing: the form asks its own question next."""

    name: str = "action_small_talk"

    async def __call__(self, turn: Turn) -> Reply:
        intent = turn.intent if turn.intent in INTENTS else "help"
        response = f"utter_{intent}_in_flow" if turn.loop else f"utter_{intent}"
        return Reply((say(response),), asked="same")


@dataclass(frozen=True)
class Frustrated:
    """One sentence that it was heard, and a person offered. A flow then goes on where it was."""

    name: str = "action_frustrated"

    async def __call__(self, turn: Turn) -> Reply:
        if turn.loop:
            return Reply((say("utter_frustrated_in_flow"),))
        return Reply((say("utter_frustrated"),), asked="person")


@dataclass(frozen=True)
class YesOrNo:
    """A yes or no when nothing was asked. A second yes to a filed ticket hears its number again."""

    name: str = "action_yes_or_no"

    async def __call__(self, turn: Turn) -> Reply:
        filed = turn.slots.get("filed") or {}
        if turn.intent == "deny":
            return Reply((say("utter_nothing_more"),), {"answer": None})
        if filed.get("number"):
            return Reply((say(ALREADY[operation_of(filed)], number=filed["number"]),))
        if filed:
            return Reply((say("utter_already_pending", reference=local_reference(filed["key"])),))
        if turn.slots.get("problem"):
            return Reply((say("utter_ticket_or_person"),))
        return Reply((say("utter_yes_to_what"),))

