"""What an action reads: one message of a conversation, as Rasa's tracker tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from actions import guess
from actions.guess import NOT_UNDERSTOOD as NOT_UNDERSTOOD
from actions.words import Words
from wire.convert import Malformed, from_json
from wire.turn import Person, TurnContext

Clock = Callable[[], datetime]
Event = Mapping[str, Any]
MEANT = "meant"
"""The choice of a button that says which of several things the words before it meant."""


@dataclass(frozen=True)
class Clause:
    """A part of a message, and what it means by itself."""

    intent: str
    confidence: float
    text: str


@dataclass(frozen=True)
class Turn:
    """One message and what is known around it.

    ``loop`` is the form that is active, ``since`` are the actions that already ran for this message and
    ``spoke`` whether they said anything; ``said_before`` names the bot's responses to the message before;
    ``repeated`` tells that the same words were typed earlier in this conversation.
    """

    context: TurnContext
    text: str
    intent: str
    confidence: float
    choice: str
    entities: Mapping[str, str]
    slots: Mapping[str, Any]
    loop: str
    since: tuple[str, ...]
    said_before: tuple[str, ...]
    spoke: bool = False
    ranking: tuple[tuple[str, float], ...] = ()
    clauses: tuple[Clause, ...] = ()
    repeated: bool = False
    words: Words = field(default_factory=Words)

    @property
    def now(self) -> datetime:
        """When the message was written: aware, in UTC."""
        return datetime.fromisoformat(self.context.now)

    @property
    def here(self) -> ZoneInfo:
        """The person's time zone; UTC when theirs is not a known one."""
        try:
            return ZoneInfo(self.context.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    @property
    def caller(self) -> str:
        """The directory id of a person whose identity the channel proved; otherwise empty."""
        return self.context.person.id if self.context.person.verified else ""

    def came_back_to(self, form: str) -> bool:
        """Whether a digression has just been answered and the form is called once more."""
        return any(name not in (form, "action_extract_slots") for name in self.since)


def read_turn(tracker: Any, domain: Mapping[str, Any], clock: Clock) -> Turn:
    """The turn that rasa-sdk's tracker describes."""
    message = tracker.latest_message or {}
    ranking = _ranking(message)
    choice = next((str(e["value"]) for e in message.get("entities") or [] if e.get("entity") == "choice"), "")
    said = (tracker.slots.get("unsure") if choice == MEANT else None) or message
    return Turn(
        context=_context(message.get("metadata"), tracker, clock),
        text=str(said.get("text") or ""),
        intent=guess.understood(ranking),
        confidence=ranking[0][1] if ranking else 0.0,
        choice="" if choice == MEANT else choice,
        entities=_entities(said),
        ranking=ranking,
        clauses=tuple(
            Clause(str(each["name"]), float(each["confidence"]), str(each["text"]))
            for each in said.get("clauses") or ()
        ),
        slots=tracker.slots,
        loop=str((tracker.active_loop or {}).get("name") or ""),
        since=_since_message(tracker.events),
        said_before=_said_before(tracker.events),
        repeated=str(message.get("text") or "") in _typed(tracker.events)[:-1],
        spoke=any(e.get("event") == "bot" and e.get("text") for e in _after_message(tracker.events, 1)),
        words=Words(domain.get("responses") or {}),
    )


def _ranking(message: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """What was recognised, then what else it may be, each with its confidence."""
    intent = message.get("intent") or {}
    first = (str(intent.get("name") or ""), float(intent.get("confidence") or 0.0))
    others = ((str(row["name"]), float(row["confidence"])) for row in message.get("intent_ranking") or ())
    return (first, *(row for row in others if row[0] != first[0]))


def _entities(said: Mapping[str, Any]) -> dict[str, str]:
    found = said.get("entities") or ()
    return {str(e["entity"]): str(e["value"]) for e in found if e.get("entity") != "choice"}


def _context(metadata: Any, tracker: Any, clock: Clock) -> TurnContext:
    """The desk's context. Without a desk (`python -m bot shell`) an unproved person writes, now."""
    try:
        return from_json(metadata, TurnContext)
    except Malformed:
        return TurnContext(
            conversation=tracker.sender_id,
            seq=sum(event.get("event") == "user" for event in tracker.events),
            channel="shell",
            person=Person(id=""),
            now=clock().isoformat(),
        )


def _typed(events: Sequence[Event]) -> list[str]:
    """The employee's messages, the newest last; a button counts as an empty one."""
    said = (str(each.get("text") or "") for each in events if each.get("event") == "user")
    return ["" if text.startswith("/") else text for text in said]


def _since_message(events: Sequence[Event]) -> tuple[str, ...]:
    return tuple(e["name"] for e in _after_message(events, 1) if e.get("event") == "action")


def _said_before(events: Sequence[Event]) -> tuple[str, ...]:
    """Responses between the message before this one and this one."""
    bot = (e for e in _after_message(events, 2) if e.get("event") == "bot")
    return tuple(name for e in bot if (name := (e.get("metadata") or {}).get("utter_action")))


def _after_message(events: Sequence[Event], back: int) -> list[Event]:
    """The events after the ``back``-th message from the end; none when there were fewer messages."""
    for index in range(len(events) - 1, -1, -1):
        back -= events[index].get("event") == "user"
        if back == 0:
            return list(events[index + 1 :])
    return []
