"""What people did to a ticket of theirs by a message, as the log tells it: no news to them. Pure.

A comment that was written with the key of a message is that message's. The cards of the bot's answer to it
say in which state the ticket was afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from desk.core.conversation import Conversation
from desk.core.events import Event
from wire.keys import work_key


def under_way(c: Conversation, key: str) -> bool:
    """Whether the message of this key is being answered now: what it did is in no log yet."""
    return c.turn is not None and work_key(c.id, int(c.turn["last"])) == key


def state_after(events: Sequence[Event], key: str, number: str) -> str:
    """The state in which the message of this key left the ticket; empty when these events do not tell."""
    answers = ""
    for event in events:
        if event.kind == "understood":
            answers = _key_of(str(event.data["turn"]))
        elif event.kind == "tickets" and answers == key:
            for ticket in event.data["items"]:
                if ticket["number"] == number:
                    return str(ticket["state"])
    return ""


def moved_by_a_message(before: str, after: str) -> bool:
    """Whether a person's message leads from one state to the other: back to work from resolved or on hold.
    Nobody can write on a canceled ticket, so the message after which it is canceled did that. A new or
    resolved one is moved on by others, whatever the person wrote meanwhile."""
    return after == "canceled" or (after == "in_progress" and before in ("resolved", "on_hold"))


def _key_of(turn: str) -> str:
    """A turn's id is its conversation and the number of its last message."""
    conversation, _, seq = turn.rpartition(":")
    return work_key(conversation, int(seq))
