"""A conversation that is over, as the record the ticket system keeps of it. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from desk.core.conversation import Conversation
from desk.core.events import Event
from desk.core.outcome import conclude
from itsm.chats import Chat

OPERATION = "chat.record"
_NAMESPACE = uuid.UUID("1f7f4f5a-8a53-5e0c-9b9e-3f6f1b6f2c55")
_SAID = {"message": "Employee", "reply": "Bot", "agent_message": "Agent", "notice": "Desk"}
_LONGEST = 60_000


def key_of(conversation: str) -> str:
    """One record for each conversation."""
    return str(uuid.uuid5(_NAMESPACE, conversation))


def record(c: Conversation, events: Sequence[Event]) -> Chat:
    """What was said was redacted before it got into the log."""
    ending = conclude(events)
    first = next((str(e.data.get("text", "")) for e in events if e.kind == "message"), "")
    works = [e.data for e in events if e.kind == "work" and e.data.get("state") == "done"]
    done = [work for work in works if work.get("operation") == "incident.open"]
    return Chat(
        opened_for=c.person_id if c.person.get("verified") else "",
        channel=c.channel,
        short_description=first or c.topic or "Chat",
        outcome=ending.outcome,
        opened_at=c.opened_at,
        closed_at=c.closed_at or c.updated_at,
        transcript="\n".join(_line(e) for e in events if e.kind in _SAID)[:_LONGEST],
        incident=str(done[-1].get("sys_id", "")) if done else "",
        abandoned=ending.outcome == "abandoned",
    )


def _line(event: Event) -> str:
    return f"{event.at:%H:%M} {_SAID[event.kind]}: {event.data.get('text', '')}"
