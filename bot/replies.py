"""What Rasa said in a turn, as the desk's messages: collected as it runs, or read back from the tracker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from wire.convert import card_from_json
from wire.turn import BotMessage, Button, Nlu

_RANKED = 5


class WholeMessages(CollectingOutputChannel):
    """Keeps text, buttons and card of one utterance together; Rasa's own splits them."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[BotMessage] = []

    @classmethod
    def name(cls) -> str:
        return "desk"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Raises Malformed for a card that nobody could read: the turn fails rather than lose it."""
        self.said += _messages([message])


def replayed(tracker: DialogueStateTracker, message_id: str) -> tuple[list[BotMessage], Nlu, str]:
    """What was answered to the message, how it was understood, and by which release; empty when that was not
    noted. The message must be in the tracker."""
    events = list(tracker.events)
    at = next(n for n, e in enumerate(events) if isinstance(e, UserUttered) and e.message_id == message_id)
    answers = []
    for event in events[at + 1 :]:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            answers.append(event.message())
    parse = events[at].parse_data
    return _messages(answers), understood(parse), str(parse.get("release") or "")


def understood(parse: Mapping[str, Any]) -> Nlu:
    """Rasa's parse result in the desk's words."""
    intent = parse.get("intent") or {}
    oos = parse.get("oos")
    entities = [
        {key: entity.get(key) for key in ("entity", "value", "start", "end")}
        for entity in parse.get("entities") or []
    ]
    ranking = [
        {"intent": row["name"], "confidence": round(float(row["confidence"]), 4)}
        for row in (parse.get("intent_ranking") or [])[:_RANKED]
    ]
    confidence = float(intent.get("confidence") or 0.0)
    return Nlu(
        intent.get("name") or "", confidence, ranking, entities,
        oos=float(oos["probability"]) if isinstance(oos, Mapping) else None,
    )


def _messages(said: Iterable[Mapping[str, Any]]) -> list[BotMessage]:
    return [message for message in map(_message, said) if message.text or message.buttons or message.card]


def _message(said: Mapping[str, Any]) -> BotMessage:
    custom = said.get("custom")
    return BotMessage(
        text=said.get("text") or "",
        buttons=[Button(each["title"], each["payload"]) for each in said.get("buttons") or []],
        card=card_from_json(custom) if custom else None,
    )
