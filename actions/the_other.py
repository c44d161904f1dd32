"""After one of two problems: the one that was left for it comes next."""

from __future__ import annotations

from dataclasses import replace

from actions.release import Release
from actions.reply import Reply, say
from actions.turn import Turn


def back_to_the_other(reply: Reply, turn: Turn, release: Release) -> Reply:
    """The reply, and the question whether to go back when another problem waits."""
    waiting = (turn.slots.get("left") or {}).get("state", {})
    left = release.flows.get(str(waiting.get("flow")))
    if left is None:
        return reply
    back = say("utter_back_to_the_other", title=left.title)
    return replace(reply, says=(*reply.says, back), asked="left")
