"""A flow in the terminal: the author types, the flow answers. Without Rasa, so intents are not
recognised; the words in the flow file, numbers and buttons are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flows import engine
from flows.model import Flow
from flows.turns import Asked, Ended, NotAnAnswer, Prompt, Said

Read = Callable[[], str]
"""The author's next line. Raises EOFError when there is none."""


def simulate(flow: Flow, *, read: Read, write: Callable[[str], None]) -> Ended | None:
    """Talk until the flow ends (returned) or the author does (None)."""
    write("How does the person begin? (empty: only the intent)")
    try:
        turn: Asked | Ended = engine.begin(flow, {}, now=_now(), opening=Said(text=read()))
        while isinstance(turn, Asked):
            _show(turn.prompt, write)
            turn = _next(flow, turn, read, write)
    except EOFError:
        return None
    write(turn.ending.text)
    for line in _summary(turn):
        write(line)
    return turn


def _next(flow: Flow, turn: Asked, read: Read, write: Callable[[str], None]) -> Asked | Ended:
    following = engine.read(flow, turn.state, Said(text=read()), now=_now())
    if isinstance(following, NotAnAnswer):
        write(f"(no answer here: {following.why})")
        return engine.ask_again(flow, turn.state, now=_now(), how="unclear")
    if following.answered:
        write(f"({following.answered.line})")
    return following


def _show(prompt: Prompt, write: Callable[[str], None]) -> None:
    for text in prompt.texts:
        write(text)
    buttons = [f"[{number} {choice.title}]" for number, choice in enumerate(prompt.choices, start=1)]
    write("  ".join(buttons) or "(own words)")


def _summary(turn: Ended) -> list[str]:
    end = turn.ending
    lines = [f"-- {end.kind}, outcome {end.outcome}"]
    if end.kind != "solved":
        lines.append(f"   {end.short_description}")
        lines.append(f"   impact {end.impact}, urgency {end.urgency}, {end.queue} {end.rule}")
    return [*lines, *(f"   {line}" for line in (*end.details, *end.tried))]


def _now() -> datetime:
    return datetime.now(UTC)
