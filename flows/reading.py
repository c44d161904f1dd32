"""What a person's words mean at a step: which option, something else the engine does, or no answer.

Per step, in this order: danger; a button; the exact words of an option; what interrupts; words that
hold an option's phrase; what was recognised in them; their intent; the step's free text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from flows.model import Danger, Flow, FreeText, Option, Step
from flows.phrases import begins_with, holds, is_one_of, side_by_side, without, words_of
from flows.turns import Said, Why


@dataclass(frozen=True)
class Picked:
    """``step`` is the waiting one, or an earlier one whose button was used again: a correction."""

    step: str
    option: Option


@dataclass(frozen=True)
class OwnWords:
    text: str
    free_text: FreeText


@dataclass(frozen=True)
class No:
    why: Why


Move = Literal["back", "no_hurry", "solved"]
Reading = Danger | Picked | OwnWords | Move | No


def interpret(flow: Flow, step: Step, said: Said, *, late: bool) -> Reading:
    """``late``: the question is hours old, so that only a button or an exact answer counts."""
    if said.choice:
        return _button(flow, step, said.choice) or No("unclear")
    return next(_readings(flow, step, said, late), No("unclear"))


def danger_in(flow: Flow, text: str) -> Danger | None:
    words, lines = words_of(text), flow.lines
    asks = begins_with(words, lines.question_words) > 0
    dangers = (each for each in flow.dangers if each.in_questions or not asks)
    return next((each for each in dangers if holds(words, each.words, negations=lines.negations)), None)


def says_known(flow: Flow, text: str) -> bool:
    """Whether the words, after what is known to be down, say that it is that."""
    return is_one_of(words_of(text), flow.lines.known_words)


def mentioned(flow: Flow, step: Step, text: str) -> Option | None:
    """The one option whose words the text holds; None when it holds none, or two equally well."""
    options = _best_held(flow, step, words_of(text), least=1)
    return options[0] if len(options) == 1 else None


def besides(option: Option | None, text: str) -> str:
    """What a typed answer says besides the words of the option it was taken for."""
    return " ".join(without(words_of(text), _phrases(option) if option else ()))


def _best_held(flow: Flow, step: Step, words: Sequence[str], *, least: int) -> tuple[Option, ...]:
    """The options whose longest phrase in the text is longest, and has so many words at least."""
    no, alone = flow.lines.negations, flow.lines.alone
    held = [
        (holds(words, [each for each in _phrases(option) if each not in alone], negations=no), option)
        for option in step.options
    ]
    most = max((length for length, _ in held), default=0)
    return tuple(option for length, option in held if length == most) if most >= least else ()


def meant(step: Step, value: str) -> Option | None:
    """The option that a recognised value ("macOS") stands for."""
    said = value.casefold()
    return next((each for each in step.options if said in map(str.casefold, (each.id, *each.means))), None)


def _readings(flow: Flow, step: Step, said: Said, late: bool) -> Iterator[Reading]:
    """Every reading of typed words, the best first."""
    words, lines = words_of(said.text), flow.lines
    if danger := danger_in(flow, said.text):
        yield danger
    if option := _exact(flow, step, said.text):
        yield Picked(step.id, option)
    sure = said.confidence >= lines.sure
    if is_one_of(words, lines.back_words) or (sure and said.intent in lines.back_intents):
        yield "back"
    if step.kind == "check" and is_one_of(words, lines.busy_words):
        yield "no_hurry"
    if sure and said.intent in lines.busy_intents and _wants_time(flow, step, said):
        yield "no_hurry"
    if late:
        yield No("later")
    kept = (*step.keeps, *lines.busy_intents)  # a wish for time that is none is an answer
    if said.confidence >= lines.interrupts.get(said.intent, 2.0) and said.intent not in kept:
        yield No("interrupt")
    yield from _looser(flow, step, said)
    yield No(_why_not(flow, said))


# "at the store" sounds like a wish for time, and is where the technician should come to.
_SURELY_BUSY = 0.9


def _wants_time(flow: Flow, step: Step, said: Said) -> bool:
    """Where something is to be tried, whoever seems to wish for time does. Where own words are asked for,
    only who begins like that; where there is a choice, also whoever surely does."""
    if begins_with(words_of(said.text), flow.lines.busy_words):
        return True
    return step.kind == "check" or (step.free_text is None and said.confidence >= _SURELY_BUSY)


# "it says offline" about a printer sounds like a network to a model that knows no context.
_SHORT_WORDS = 5
# In a long story a single word of an answer is chance.
_STORY_WORDS = 60


def _short_and_bare(words: Sequence[str], said: Said) -> bool:
    """A few words that name no thing of their own are about the thing that was asked."""
    return len(words) <= _SHORT_WORDS and not said.entities


def _looser(flow: Flow, step: Step, said: Said) -> Iterator[Reading]:
    words, lines = words_of(said.text), flow.lines
    question = begins_with(words, lines.question_words) > 0
    named = () if question else _named(flow, step, words)
    option = named[0] if len(named) == 1 else None
    if option and (begins_with(words, _phrases(option)) or _short_and_bare(words, said)):
        yield Picked(step.id, option)
    sure = said.confidence >= lines.sure
    if said.intent in flow.others and said.confidence >= lines.other_flow and said.intent not in step.keeps:
        yield No("other_flow")
    answers = {intent for each in step.options for intent in each.intents}
    broken = holds(words, lines.still_broken)
    if sure and said.intent in lines.solved_by and said.intent not in answers and not broken:
        yield "solved"
    if option:
        yield Picked(step.id, option)
    vague = said.intent in ("", *lines.unclear_intents)
    if step.kind == "check" and vague and begins_with(words, lines.busy_words):
        yield "no_hurry"
    if len(named) < 2:
        yield from (Picked(step.id, found) for found in _recognised(step, said) if not question)
    if len(named) < 2 or said.intent not in _BARE:
        yield from (Picked(step.id, each) for each in step.options if sure and said.intent in each.intents)
    if step.free_text and words and not question:
        yield OwnWords(said.text.strip()[: step.free_text.most], step.free_text)


# A yes or a no tells nothing more than the words did.
_BARE = frozenset({"affirm", "deny"})


def _named(flow: Flow, step: Step, words: Sequence[str]) -> tuple[Option, ...]:
    """The option that the words name, or several that they name equally well or side by side."""
    best = _best_held(flow, step, words, least=1 if len(words) <= _STORY_WORDS else 2)
    several = step.kind == "ask" and side_by_side(words, [_ways(flow, step, each) for each in step.options])
    return step.options if several else best


def _ways(flow: Flow, step: Step, option: Option) -> tuple[str, ...]:
    """Every way to name an option, also by its place among the others."""
    at = step.options.index(option)
    phrases = (each for each in _phrases(option) if each not in flow.lines.alone)
    return (*phrases, *(flow.lines.ordinals[at] if at < len(flow.lines.ordinals) else ()))


def _button(flow: Flow, step: Step, choice: str) -> Picked | None:
    """``step.option`` of the waiting or an earlier step, or just an option of the waiting one."""
    of, dot, id = choice.rpartition(".")
    asked = flow.step(of) if dot else step
    option = asked.option(id) if asked else None
    return Picked(asked.id, option) if asked and option else None


def _exact(flow: Flow, step: Step, text: str) -> Option | None:
    words = words_of(text)
    for option in step.options:
        if is_one_of(words, _phrases(option)):
            return option
    for option, phrases in zip(step.options, flow.lines.ordinals, strict=False):
        if is_one_of(words, phrases):
            return option
    return None


def _phrases(option: Option) -> tuple[str, ...]:
    return (option.title, *option.words)


def _recognised(step: Step, said: Said) -> Iterator[Option]:
    option = meant(step, said.entities.get(step.collect, "")) if step.collect else None
    if option:
        yield option


def _why_not(flow: Flow, said: Said) -> Why:
    lines = flow.lines
    if said.intent == flow.name:
        return "same_flow"
    if said.intent in flow.others:
        return "other_flow" if said.confidence >= lines.other_flow else "unclear"
    no_answer = ("", *lines.unclear_intents, *lines.busy_intents)
    if said.intent in no_answer or said.confidence < lines.sure:
        return "unclear"
    return "interrupt"
