"""Whether the words of a flow are all there, short enough, unmistakable and kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap

from authored import Problem
from flows.model import Flow, Outcome, Step
from flows.phrases import words_of

LONGEST = 500
"""Characters of one message: more does not fit a phone's screen."""
TALLEST, ACROSS = 16, 40
"""Lines of one message on a phone, and the characters in each."""

_ASKS_FOR_A_SECRET = re.compile(
    r"\b(send|tell|give|type|write|enter)\b[^.\n]{0,30}\b(me|us|here)\b[^.\n]{0,20}\b(password|pin|passcode)"
    r"|\bwhat is your (password|pin|passcode)", re.IGNORECASE)


def wording_problems(flow: Flow, avoid: tuple[str, ...]) -> Iterator[Problem]:
    yield from _missing(flow)
    yield from _options(flow)
    yield from _tone(flow, avoid)


def at(flow: Flow, place: Step | Outcome, message: str, remedy: str) -> Problem:
    return Problem(flow.file, place.line, message, remedy)


def _missing(flow: Flow) -> Iterator[Problem]:
    for step in flow.steps:
        if step.kind in ("ask", "check") and not step.title:
            yield at(flow, step, f"step '{step.id}' has no title",
                     "add 'title': how the step reads in a ticket")
        if step.kind in ("ask", "check") and not step.options and not step.free_text:
            yield at(flow, step, f"step '{step.id}' has no answers", "add 'options' or 'free_text'")
        for text in (*step.words.every(), step.question):
            if len(text) > LONGEST:
                yield at(flow, step, f"step '{step.id}' has {len(text)} characters, a phone shows {LONGEST}",
                          "split it into two steps")
            if (tall := _lines(text)) > TALLEST:
                yield at(flow, step, f"step '{step.id}' takes {tall} lines, a phone shows {TALLEST}",
                          "split it into two steps")
    for outcome in flow.outcomes:
        if outcome.kind != "solved" and not outcome.short_description.every():
            yield at(flow, outcome, f"outcome '{outcome.id}' has no short_description",
                      "add it: the first line of the ticket")
        for text in outcome.short_description.every():
            if len(text) > 120:
                yield at(flow, outcome, "short_description is over 120 characters", "make it shorter")


def _lines(text: str) -> int:
    """How many lines a phone needs for the text."""
    return sum(max(1, len(wrap(line, ACROSS))) for line in text.splitlines())


def _options(flow: Flow) -> Iterator[Problem]:
    """The same words for two options would make an answer that nobody can read."""
    for step in flow.steps:
        seen: dict[tuple[str, ...], str] = {}
        for option in step.options:
            if not option.title:
                yield at(flow, step, f"option '{option.id}' has no title", "add the words of its button")
            for phrase in (option.title, *option.words):
                other = seen.setdefault(words_of(phrase), option.id)
                if other != option.id:
                    yield at(flow, step, f"'{phrase}' counts as '{other}' and as '{option.id}'",
                              "leave it in one option")


def _tone(flow: Flow, avoid: tuple[str, ...]) -> Iterator[Problem]:
    places: tuple[Step | Outcome, ...] = (*flow.steps, *flow.outcomes)
    for place in places:
        question = place.question if isinstance(place, Step) else ""
        for text in (*place.words.every(), question):
            if match := _ASKS_FOR_A_SECRET.search(text):
                yield at(flow, place, f"asks for a secret: '{match[0]}'",
                         "never ask for one; say where to type it")
            for phrase in avoid:
                if f" {' '.join(words_of(phrase))} " in f" {' '.join(words_of(text))} ":
                    yield at(flow, place, f"'{phrase}' can sound like blame", "say it without")
