"""A drawn conversation from its first word past the digression to its end, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from benchmarks.digressions.plan import Aside, Drawn
from benchmarks.digressions.talk import Question, Talk
from flows.model import Flow

OWN_WORDS = "zork 17"
OPENING = "help with this"
MOST_QUESTIONS = 20
NewTalk = Callable[[], Talk]


@dataclass
class Lived:
    """``before`` are the steps asked on the way; ``here`` waits when the digression comes."""

    drawn: Drawn
    talk: Talk
    chance: Random
    here: Question
    aside: Aside
    before: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)

    @property
    def in_place(self) -> bool:
        return not self.wrong


async def as_far_as_the_digression(drawn: Drawn, flows: Mapping[str, Flow], talk: NewTalk) -> Lived:
    """A conversation that waits at a step. Raises httpx.HTTPError, and LookupError when nothing is asked."""
    for answers in range(drawn.answers, -1, -1):
        lived = await _walked(drawn, answers, flows, talk())
        if lived:
            return lived
    raise LookupError(f"{drawn.flow} asks nothing")


async def _walked(drawn: Drawn, answers: int, flows: Mapping[str, Flow], talk: Talk) -> Lived | None:
    chance, before = Random(drawn.seed), list[str]()  # noqa: S311 - drawn to be drawn again
    flow = flows[drawn.flow]
    here = await talk.presses(OPENING, f"/{flow.name}")
    for _ in range(answers):
        if here is None:
            return None
        before.append(here.step)
        here = await answered(talk, here, chance)
    return Lived(drawn, talk, chance, here, aside_at(flow, here, drawn.aside), before) if here else None


def aside_at(flow: Flow, here: Question, aside: Aside) -> Aside:
    """Where an author keeps these words as an answer of the step, an hour passes instead."""
    step = flow.step(here.step)
    kept = step is not None and aside.intent in step.keeps
    return Aside("an hour of silence", "silence") if kept else aside


async def answered(talk: Talk, question: Question, chance: Random) -> Question | None:
    """Any of the buttons; own words where there are none."""
    if not question.buttons:
        return await talk.types(OWN_WORDS)
    return await talk.presses(*chance.choice(question.buttons))


async def digress(lived: Lived) -> None:
    """Say it, and note in ``wrong`` where the person is afterwards if that is not right."""
    talk, here = lived.talk, lived.here
    match lived.aside.then:
        case "same":
            _expect(lived, await talk.types(lived.aside.text), here)
        case "before":
            earlier = lived.before[-1] if lived.before else here.step
            _expect(lived, await talk.types(lived.aside.text), Question(here.flow, earlier))
        case "left":
            await _left(lived)
        case "other":
            await _other(lived)
        case "silence":
            talk.later(hours=1)
        case "restart":
            pass


async def _left(lived: Lived) -> None:
    """On purpose: no question of the flow waits. Who starts over begins at the first question."""
    _expect(lived, await lived.talk.types(lived.aside.text), None)
    if lived.aside.intent == "start_over":
        again = await lived.talk.presses(OPENING, f"/{lived.here.flow}")
        _expect(lived, again, Question(lived.here.flow, (lived.before or [lived.here.step])[0]))


async def _other(lived: Lived) -> None:
    """The other one is looked at, at a step for own words after a question; then the first is taken up."""
    talk = lived.talk
    if await talk.types(lived.aside.text) is None:
        await talk.types("yes")
    if talk.waiting is None or talk.waiting.flow != lived.aside.intent:
        lived.wrong.append(f"{lived.aside.intent} was not looked at")
    _expect(lived, await talk.presses("back to the first", f"/{lived.here.flow}"), lived.here)


def _expect(lived: Lived, found: Question | None, wanted: Question | None) -> None:
    place, right = found and found.place, wanted and wanted.place
    if place != right:
        lived.wrong.append(f"asks {place or 'nothing'} instead of {right or 'nothing'}")


async def to_the_end(lived: Lived) -> None:
    """Answer on, and note in ``repeated`` every step that had been answered already."""
    if lived.aside.then == "left":
        return
    question = lived.talk.waiting
    done = set(lived.before) - ({question.step} if question and lived.aside.then == "before" else set())
    for _ in range(MOST_QUESTIONS):
        if question is None or question.flow != lived.drawn.flow:
            return
        if question.step in done:
            lived.repeated.append(question.step)
        done.add(question.step)
        question = await answered(lived.talk, question, lived.chance)
    lived.wrong.append("never ends")
