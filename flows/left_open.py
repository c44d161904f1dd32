"""When a question gets no answer: how often it is asked, and which of its options stands for that."""

from __future__ import annotations

from flows.model import Lines, Option, Step
from flows.phrases import is_one_of, words_of


def asked_enough(step: Step, text: str, *, times: int, lines: Lines) -> bool:
    """Whether to stop asking after ``times`` answers in a row that were none, the last of them ``text``.
    An instruction gets one more: who does not understand it is offered a person first."""
    if step.kind == "ask":
        return times >= lines.most_unclear or is_one_of(words_of(text), lines.unsure_words)
    return times > lines.most_unclear


def for_unsure(step: Step, lines: Lines) -> Option | None:
    """The option that somebody takes who can't tell; None when the step has none."""
    return next((each for each in step.options if _is_for_unsure(each, lines)), None)


def _is_for_unsure(option: Option, lines: Lines) -> bool:
    """By its title alone: among an option's words "don't know" may stand for something definite."""
    parts = option.title.replace(" or ", ",").split(",")
    return any(is_one_of(words_of(part), lines.unsure_words) for part in parts)
