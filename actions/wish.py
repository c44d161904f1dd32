"""What was asked for beside a problem comes before any troubleshooting: a call, or only an answer.

"Outlook is stuck, please phone me" wants the telephone; "how do I put my mail on a new phone?" wants to
read how, and walks no flow unless the answer does not help.
"""

from __future__ import annotations

from dataclasses import replace

from actions.answer import answered, ask
from actions.problem import of_words
from actions.release import Release
from actions.reply import EMPTY, Reply
from actions.turn import Turn
from flows import engine
from kb_index import Found, Passage

CALL, RULE, STEPS, STOP, FAREWELL = "call", "rule", "steps", "stop", "goodbye"
"""Values of the entity ``wish`` (data/lexicon/wishes.yml)."""
ANSWERED = "answered"
SURE = 0.9
"""The chance of helping from which an article of another topic is quoted, too."""


def only_asks(turn: Turn) -> bool:
    """Whether somebody asks how something is done, or what the rules are."""
    return turn.entities.get("wish") in (RULE, STEPS)


def leaves(turn: Turn) -> bool:
    """Whether words that mean nothing else are to be the last ("it was flight mode, bye"). Who opens with
    "the thing on our floor is dead, thanks bye" is no such person: nothing was said to them yet."""
    wish = turn.entities.get("wish")
    return wish == STOP or (wish == FAREWELL and bool(turn.loop or turn.said_before))


async def granted(turn: Turn, release: Release) -> Reply | None:
    """The reply that ends the flow before it began; None where the flow is what helps."""
    flow = release.flows.get(turn.intent)
    if flow is None or turn.choice or engine.danger(flow, turn.text):
        return None
    match turn.entities.get("wish"):
        case "call":
            problem = of_words(turn.text, turn.intent, release)
            return Reply(slots={**EMPTY, "problem": problem.to_slot(), "outcome": CALL}, form="end")
        case "rule" | "steps" as wish if wish == RULE or not _orders(turn.intent, release):
            passage = await _passage(turn, release)
            return answer(passage, turn) if passage else None
    return None


def _orders(intent: str, release: Release) -> bool:
    """Whether a flow is there to order something ("how do I get Visio?" is an order, not a question), or to
    contain an attack or a loss: whoever asks how to report it reports it."""
    kinds = {each.kind for each in release.flows[intent].outcomes}
    queues = {each.queue for each in release.flows[intent].outcomes if each.kind == "handoff"}
    return "incident" not in kinds and ("request" in kinds or queues <= {"security"})


async def _passage(turn: Turn, release: Release) -> Passage | None:
    """What surely answers it, or what likely does and is about the topic that was understood."""
    match await ask(turn.text, turn, release):
        case Found(best=best) if best.score >= SURE:
            return best
        case Found(best=best) if best.topic == release.standards.topic_of(turn.intent).name:
            return best
    return None


def answer(passage: Passage, turn: Turn) -> Reply:
    """The passage instead of a flow."""
    reply = answered(passage, replace(turn, loop=""))
    return replace(reply, slots={**reply.slots, "outcome": ANSWERED}, form="end")
