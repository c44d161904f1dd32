"""A person's walk through a flow, as the slot ``flow`` keeps it between messages."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from actions.turn import Turn
from flows.turns import Said, State


@dataclass(frozen=True)
class Walk:
    """``state`` is the engine's. ``words`` opened the conversation about it. ``doubt`` is a message at a
    free-text step that may be another problem ({"text", "intent"}), until the person says which.
    ``left`` is the walk that was left for this one. ``known`` is what the person heard is down, each
    {"id", "incident", "about", "kind", "step"}: the step before which it was said. ``meant`` are intents that
    the person said are no other problem but an answer. ``aside`` is "step intent" of the question that
    was answered in between last."""

    state: State
    words: str = ""
    doubt: dict[str, str] | None = None
    left: dict[str, Any] | None = None
    known: list[dict[str, str]] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)
    aside: str = ""

    @property
    def flow(self) -> str:
        return str(self.state["flow"])

    @classmethod
    def of(cls, turn: Turn) -> Walk | None:
        value = turn.slots.get("flow")
        return cls(**value) if value else None

    def to_slot(self) -> dict[str, Any]:
        return asdict(self)

    def at(self, state: State) -> Walk:
        return replace(self, state=state, doubt=None)


def left_of(turn: Turn) -> dict[str, Any] | None:
    """The walk that waits behind the one of now, also when that one is about to become a ticket."""
    walk = Walk.of(turn)
    waiting: dict[str, Any] | None = (walk.left if walk else None) or turn.slots.get("left")
    return waiting


def said(turn: Turn) -> Said:
    """The turn as the engine reads it."""
    return Said(
        text=turn.text,
        intent=turn.intent,
        confidence=turn.confidence,
        choice=turn.choice,
        entities=turn.entities,
    )
