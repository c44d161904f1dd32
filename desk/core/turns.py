"""Which of the unanswered events make up the next turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desk.core.conversation import Conversation
from desk.core.events import FOR_BOT, Event

_YES = frozenset(
    {"yes", "y", "yes please", "yeah", "yep", "ok", "okay", "sure", "please do", "do it", "go ahead"}
)


def unanswered(events: Sequence[Event], handled_seq: int) -> list[Event]:
    """What the bot still owes an answer to, in order."""
    return [e for e in events if e.kind in FOR_BOT and e.seq > handled_seq and not _own(e)]


def _own(event: Event) -> bool:
    """The desk's own buttons and bare pictures are no words for the bot."""
    return event.kind == "message" and ("own" in event.data or not event.data.get("text"))


def first_turn(pending: Sequence[Event]) -> list[Event]:
    """The events of the next turn: one button or event alone, or all typed messages in a row."""
    if not pending or not _typed(pending[0]):
        return list(pending[:1])
    turn = []
    for event in pending:
        if not _typed(event):
            break
        turn.append(event)
    return turn


def turn_of(conversation: str, events: Sequence[Event]) -> dict[str, Any]:
    """The turn as it is kept in the conversation's row until it is answered: its id is the number of
    its last message, so the same turn asked again has the same id."""
    last = events[-1]
    return {
        "id": f"{conversation}:{last.seq}",
        "kind": _kind(last),
        "last": last.seq,
        "text": "\n".join(str(e.data.get("text", "")) for e in events if e.data.get("text")),
        "payload": str(last.data.get("payload", "")),
        "attempts": 0,
        "told": False,
    }


def confirms(c: Conversation) -> bool:
    """Whether the turn under way says yes to the draft that was proposed."""
    if c.draft is None or c.turn is None or _wants_words(c.draft):
        return False
    if c.turn["kind"] == "button":
        return str(c.turn["payload"]).split("{")[0] == "/affirm"
    return c.turn["text"].strip().lower().rstrip(".!") in _YES


def _wants_words(draft: dict[str, Any]) -> bool:
    """A proposal that waits for what the person has to say: a yes does not complete it."""
    return bool(draft.get("payload", {}).get("text") == "")


def _typed(event: Event) -> bool:
    return event.kind == "message" and not event.data.get("payload")


def _kind(event: Event) -> str:
    if event.kind == "handoff_returned":
        return "event"
    return "button" if event.data.get("payload") else "text"
