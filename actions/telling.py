"""What a message tells: whether it tells anything, and what an answer told besides."""

from __future__ import annotations

from dataclasses import replace

from actions.turn import Turn
from actions.walk import Walk
from flows.model import Flow
from flows.phrases import begins_with, words_of
from flows.reading import besides
from flows.turns import Asked, Ended

LETTERS = 3
"""From so many letters on something is a word."""
ENOUGH = 4
"""Words besides an answer that are worth keeping: "it is a mac" tells nothing more than Mac."""
MOST = 4000
"""Characters of own words that are kept: as many as a ticket's description holds."""


YES = ("yes", "yep", "yeah", "yup", "sure", "ok", "okay", "please do", "go ahead")
NO = ("no", "nope", "nah", "rather not", "please dont")


def yes_or_no(text: str) -> str:
    """ "affirm" or "deny" for a few words that begin with yes or no, whatever they were taken for: "yes,
    please file it". Empty for anything else, and where a story follows."""
    words = words_of(text)
    for intent, phrases in (("affirm", YES), ("deny", NO)):
        if (begun := begins_with(words, phrases)) and len(words) - begun <= ENOUGH:
            return intent
    return ""


def tells_something(text: str) -> bool:
    """Whether there is a word in it: "5", "??" and a thumb describe no problem."""
    return any(len(word) >= LETTERS or not word.isascii() for word in words_of(text) if not word.isdigit())


def with_more(walk: Walk, flow: Flow, turn: Turn, result: Asked | Ended) -> Walk:
    """The walk with the words of a typed answer that told more than which button it is."""
    step = flow.step(result.answered.step) if result.answered else None
    if turn.choice or step is None or not result.state["path"]:
        return walk
    option = step.option(result.state["path"][-1]["answer"])
    if option is None or len(words_of(besides(option, turn.text))) < ENOUGH:
        return walk
    return replace(walk, words=f"{walk.words}\n{turn.text.strip()}"[:MOST])
