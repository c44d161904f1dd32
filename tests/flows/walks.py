"""Every way through a flow, each place once: used by the tests of the shipped flows.

A flow has far more ways than places. Two ways that met the same step with the same facts go on alike, so
a place is visited once and what holds for every way is worked out from what holds at every place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from flows import Asked, Ended, Flow, NotAnAnswer, Said, engine

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Key = tuple[str, frozenset[tuple[str, str]], bool]
"""The step, every fact that is known, and whether anything was tried."""


@dataclass(frozen=True)
class Place:
    """``turn`` is the first turn that came here; ``ways`` are all answers with what follows each."""

    turn: Asked
    ways: tuple[tuple[Said, Asked | Ended], ...]


@dataclass(frozen=True)
class Walked:
    """A flow walked by every button and by own words, from a beginning to every end."""

    first: Asked | Ended
    places: Mapping[Key, Place]

    @property
    def ends(self) -> list[tuple[Asked, Ended]]:
        """Every way that ends, with the turn before; a flow that ended at once has none."""
        every = ((place.turn, turn) for place in self.places.values() for _, turn in place.ways)
        return [(before, turn) for before, turn in every if isinstance(turn, Ended)]

    @cached_property
    def later(self) -> dict[Key, tuple[frozenset[str], int]]:
        """By place: the steps that any way from it still asks, and how many the longest one asks."""
        found: dict[Key, tuple[frozenset[str], int]] = {}
        for key in self._last_first():
            next_keys = [key_of(turn) for _, turn in self.places[key].ways if isinstance(turn, Asked)]
            steps = frozenset[str]().union(*({k[0]} | found[k][0] for k in next_keys))
            found[key] = (steps, max((1 + found[k][1] for k in next_keys), default=0))
        return found

    def _last_first(self) -> list[Key]:
        """All places, each after those it leads to. A way that comes back to a place fails."""
        done: dict[Key, bool] = {}

        def visit(key: Key) -> None:
            assert done.get(key, True), f"a way leads back to {key}"
            if key not in done:
                done[key] = False
                for _, turn in self.places[key].ways:
                    if isinstance(turn, Asked):
                        visit(key_of(turn))
                done[key] = True
                ordered.append(key)

        ordered: list[Key] = []
        if isinstance(self.first, Asked):
            visit(key_of(self.first))
        return ordered


def walked(flow: Flow, facts: Mapping[str, str] | None = None) -> Walked:
    first = engine.begin(flow, facts or {}, now=NOW)
    places: dict[Key, Place] = {}
    waiting = [first]
    while waiting:
        turn = waiting.pop()
        if isinstance(turn, Asked) and key_of(turn) not in places:
            ways = tuple((said, after(flow, turn, said)) for said in answers(turn))
            places[key_of(turn)] = Place(turn, ways)
            waiting.extend(following for _, following in ways)
    return Walked(first, places)


def after(flow: Flow, turn: Asked, said: Said) -> Asked | Ended:
    following = engine.read(flow, turn.state, said, now=NOW)
    assert not isinstance(following, NotAnAnswer), (turn.prompt.step, said)
    return following


def answers(turn: Asked) -> list[Said]:
    """Every button, and own words where they are taken."""
    buttons = [Said(text=choice.title, choice=_choice(choice.payload)) for choice in turn.prompt.choices]
    return [*buttons, *([Said(text="It says zork 17")] if turn.prompt.free_text else [])]


def key_of(turn: Asked) -> Key:
    return turn.prompt.step, frozenset(turn.state["facts"].items()), bool(turn.state["tried"])


def _choice(payload: str) -> str:
    assert payload.startswith("/choose{")
    return str(json.loads(payload.removeprefix("/choose"))["choice"])


def beginnings(flow: Flow) -> list[dict[str, str]]:
    """Nothing known, and each single thing that first words may have told and that decides something."""
    opening = [(s.collect, option.id) for s in flow.steps if s.opening for option in s.options]
    decides = [(c.fact, value) for s in flow.steps for c in s.cases if c.fact for value in c.values]
    return [{}, *({fact: value} for fact, value in dict.fromkeys([*opening, *decides]))]
