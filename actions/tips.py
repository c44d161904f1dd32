"""One useful tip once a problem is solved: about its topic, each once per person, never to somebody upset."""

from __future__ import annotations

from actions.attentive import OFFERED
from actions.release import Release
from actions.reply import Say
from actions.turn import Turn
from wire.cards import Tip


def tip(turn: Turn, topic: str, release: Release) -> tuple[Say, ...]:
    """The tip about this topic; none when the person had it, or is in a hurry or angry."""
    text = release.standards.tips.about(topic)
    if not text or topic in turn.context.memory.tips_shown or turn.slots.get(OFFERED):
        return ()
    return (Say(text=text, card=Tip(topic)),)
