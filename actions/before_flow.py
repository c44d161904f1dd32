"""What is said in place of a flow's first step: an answer, or a question that must come first."""

from __future__ import annotations

from dataclasses import replace

from actions import wish
from actions.answer import ask
from actions.candidates import which
from actions.release import Release
from actions.reply import EMPTY, Reply
from actions.turn import Turn
from flows import engine
from kb_index import Found

GRAVE = frozenset({"phishing_report", "security_incident"})
ALARMING = 0.25
"""The chance of an attack from which it is asked about, though something harmless is likelier."""
ENOUGH_WORDS = 5
"""Words that are hardly said twice by chance."""


async def said(turn: Turn, release: Release) -> Reply | None:
    """The reply that ends the flow before it began; None where the flow is what helps."""
    if wished := await wish.granted(turn, release):
        return wished
    flow = release.flows.get(turn.intent)
    if flow is None or turn.choice or engine.danger(flow, turn.text):
        return None
    return _alarming(turn, release) or await _said_again(turn, release)


def _alarming(turn: Turn, release: Release) -> Reply | None:
    """"I clicked the link and the page was gone" sounds like a browser, and may be an attack."""
    likely = [name for name, share in turn.ranking if name in GRAVE and share >= ALARMING]
    if not likely or turn.intent in GRAVE:
        return None
    intents = release.standards.intents
    asked = which((intents[likely[0]], intents[turn.intent]), turn)
    return replace(asked, slots={**EMPTY, **asked.slots, "outcome": wish.ANSWERED}, form="end")


async def _said_again(turn: Turn, release: Release) -> Reply | None:
    """Who says the same again was not helped by the flow: the articles may have something else."""
    if not turn.repeated or turn.slots.get("left") or len(turn.text.split()) < ENOUGH_WORDS:
        return None
    match await ask(turn.text, turn, release):
        case Found(best=best):
            return wish.answer(best, turn)
    return None
