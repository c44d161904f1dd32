"""Which digression is tried in which flow, and how far into it: drawn by seed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

Then = Literal["same", "before", "left", "other", "silence", "restart"]
MOST_ANSWERS = 5


@dataclass(frozen=True)
class Aside:
    """What is typed in the middle of a flow, and what should become of the flow: the same question waits, the
    one before is asked, it is left on purpose, or another one is looked at first. ``intent`` is what the
    words mean: a step may keep it as an answer of its own. Without ``text`` something happens instead."""

    name: str
    then: Then
    text: str = ""
    intent: str = ""


ASIDES = (
    Aside("knowledge question", "same", "how do I share my calendar with a colleague?", "how_to"),
    Aside("status question", "same", "what is the status of my ticket?", "ticket_status"),
    Aside("wait", "same", "wait a moment please", "wait"),
    Aside("anger", "same", "this is ridiculous, I am really fed up with this", "frustrated"),
    Aside("start over", "left", "start over", "start_over"),
    Aside("a person", "left", "let me talk to a real person", "talk_to_human"),
    Aside("go back", "before", "go back", "go_back"),
    Aside("another problem", "other", "the printer prints nothing but empty pages", "printer_problem"),
    Aside("an hour of silence", "silence"),
    Aside("a restart of everything", "restart"),
)


@dataclass(frozen=True)
class Drawn:
    """``answers`` are given before the digression, chosen by ``seed``; fewer when the flow ends before."""

    number: int
    flow: str
    aside: Aside
    answers: int
    seed: int


def drawn(flows: Sequence[str], *, count: int, seed: int) -> tuple[Drawn, ...]:
    """So many different pairs of flow and digression; a flow is never another problem than itself."""
    chance = Random(seed)  # noqa: S311 - drawn to be drawn again
    pairs = [(flow, aside) for flow in flows for aside in ASIDES if aside.intent != flow]
    chosen = chance.sample(pairs, min(count, len(pairs)))
    return tuple(
        Drawn(number, flow, aside, chance.randint(0, MOST_ANSWERS), chance.randrange(2**32))
        for number, (flow, aside) in enumerate(chosen)
    )
