"""A turn as the desk sends it, with what a test does not care about filled in."""

from __future__ import annotations

from wire.turn import Person, TurnContext, TurnRequest


def turn(text="", *, id="1", conversation="c1", payload="", kind=None):
    context = TurnContext(conversation, int(id), "web", Person("p1", "Ada"), "2026-11-22T09:00:00Z")
    return TurnRequest(id, conversation, kind or ("button" if payload else "text"), context, text, payload)
