"""Every way through a flow: used by the tests of the shipped flows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from flows import Asked, Ended, Flow, NotAnAnswer, Said, engine

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def every_walk(flow: Flow, facts: dict[str, str] | None = None) -> Iterator[tuple[list[Asked], Ended]]:
    """All paths from the beginning to an end, by every button and by own words."""
    yield from _onward(flow, engine.begin(flow, facts or {}, now=NOW), [])


def _onward(flow: Flow, turn: Asked | Ended, path: list[Asked]) -> Iterator[tuple[list[Asked], Ended]]:
    if isinstance(turn, Ended):
        yield path, turn
        return
    assert len(path) < 30, [asked.prompt.step for asked in path]
    answers = [Said(text=choice.title, choice=_choice(choice.payload)) for choice in turn.prompt.choices]
    if turn.prompt.free_text:
        answers.append(Said(text="It says zork 17"))
    for said in answers:
        following = engine.read(flow, turn.state, said, now=NOW)
        assert not isinstance(following, NotAnAnswer), (turn.prompt.step, said)
        yield from _onward(flow, following, [*path, turn])


def _choice(payload: str) -> str:
    assert payload.startswith("/choose{")
    return str(json.loads(payload.removeprefix("/choose"))["choice"])
