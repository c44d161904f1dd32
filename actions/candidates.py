"""What unsure words may mean: two or three candidates, asked about in the employee's own kind of words."""

from __future__ import annotations

import json

from actions.release import Release
from actions.reply import Reply, Say
from actions.turn import MEANT, NOT_UNDERSTOOD, Turn
from standards.model import Intent
from wire.turn import Button

MOST = 3
LIKELY = 0.12
"""A candidate is at least as probable as this."""
TOGETHER = 0.4
"""All candidates together; below it the right one is too seldom among them."""
STRANGE = 0.8
"""From this probability of meaning nothing the bot knows, guessing only annoys."""


def candidates(turn: Turn, release: Release) -> tuple[Intent, ...]:
    """Two or three things an employee may have meant, the likeliest first; empty when asking is no use."""
    if turn.intent != NOT_UNDERSTOOD or _strange(turn) >= STRANGE:
        return ()
    intents = release.standards.intents
    mine = {name for topic in release.standards.topics for name in topic.intents}
    likely = [(name, share) for name, share in turn.ranking if name in mine and share >= LIKELY][:MOST]
    if len(likely) < 2 or sum(share for _, share in likely) < TOGETHER:
        return ()
    return tuple(intents[name] for name, _ in likely)


def which(found: tuple[Intent, ...], turn: Turn) -> Reply:
    """One question with the candidates as buttons. The words are kept for the one that is chosen."""
    payload = json.dumps({"choice": MEANT}, separators=(",", ":"))
    buttons = tuple(Button(each.title, f"/{each.name}{payload}") for each in found)
    none = Button(turn.words("utter_none_of_these"), "/deny")
    kept = {"text": turn.text, "entities": [{"entity": k, "value": v} for k, v in turn.entities.items()]}
    return Reply((Say("utter_which_one", buttons=(*buttons, none)),), {"unsure": kept}, asked="which")


def _strange(turn: Turn) -> float:
    return next((share for name, share in turn.ranking if name == NOT_UNDERSTOOD), 0.0)
