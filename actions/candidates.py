"""What unsure words may mean: two or three candidates, asked about in the employee's own kind of words."""

from __future__ import annotations

import json

from actions import guess
from actions.release import Release
from actions.reply import Reply, Say
from actions.turn import MEANT, Turn
from standards.model import Intent
from wire.turn import Button


def candidates(turn: Turn, release: Release) -> tuple[Intent, ...]:
    """Two or three things an employee may have meant, the likeliest first; empty when asking is no use."""
    own = {name for topic in release.standards.topics for name in topic.intents}
    return tuple(release.standards.intents[name] for name in guess.candidates(turn.ranking, own))


def which(found: tuple[Intent, ...], turn: Turn) -> Reply:
    """One question with the candidates as buttons. The words are kept for the one that is chosen."""
    payload = json.dumps({"choice": MEANT}, separators=(",", ":"))
    buttons = tuple(Button(each.title, f"/{each.name}{payload}") for each in found)
    none = Button(turn.words("utter_none_of_these"), "/deny")
    kept = {"text": turn.text, "entities": [{"entity": k, "value": v} for k, v in turn.entities.items()]}
    return Reply((Say("utter_which_one", buttons=(*buttons, none)),), {"unsure": kept}, asked="which")
