"""What to do with words that no intent fits: look for an answer first, then ask, then offer a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.answer import answered, ask, not_covered
from actions.candidates import candidates, which
from actions.problem import of_words
from actions.release import Shelf
from actions.reply import Reply, say
from actions.stopping import Stop
from actions.turn import Turn
from actions.wish import leaves, only_asks
from kb_index import Found
from wire.cards import Missed

MISSED = frozenset(
    {"utter_not_understood", "utter_out_of_scope", "utter_none_meant", "utter_which_one"}
)
"""Responses that say "I did not understand": after one of them a person is offered."""
ENOUGH_WORDS = 4
"""Words from which a message says enough to be a ticket's first line."""


@dataclass(frozen=True)
class NotUnderstood:
    shelf: Shelf
    name: str = "action_not_understood"

    async def __call__(self, turn: Turn) -> Reply:
        release = self.shelf.current()
        if turn.intent == "deny":
            return Reply((say("utter_none_meant"),), {"unsure": None}, asked="person")
        if leaves(turn):
            return await Stop(self.shelf)(turn)
        missed = bool(MISSED.intersection(turn.said_before))
        if not turn.loop and not missed and not only_asks(turn) and (found := candidates(turn, release)):
            return which(found, turn)
        if turn.text.strip() and isinstance(found := await ask(turn.text, turn, release), Found):
            return answered(found.best, turn)
        if turn.intent == "out_of_scope":
            return Reply((say("utter_out_of_scope"),), asked="same")
        if not turn.loop and (turn.entities or turn.intent in release.standards.intents):
            return not_covered(turn, release)  # it names a thing of ours: understood, but no steps for it
        slots: dict[str, Any] = {}
        missed_card = Missed("not_understood")
        if not turn.loop and len(turn.text.split()) >= ENOUGH_WORDS:
            slots = {"filed": None, "problem": of_words(turn.text, turn.intent, release).to_slot()}
        if missed:
            return Reply((say("utter_not_understood_twice", missed_card),), slots, asked="person")
        return Reply((say("utter_not_understood", missed_card),), slots)
