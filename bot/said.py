"""What a turn brings, for Rasa: typed words to be understood, or a button whose meaning is known.

Only ``kind`` decides which. Rasa would read a typed "/restart" as a command, also after spaces; words are
therefore parsed without their leading slashes, and a payload is read only from a button or an event.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from wire.turn import TurnRequest

_PAYLOAD = re.compile(r"/(?P<intent>[A-Za-z0-9_]{1,80})(?P<entities>\{.{0,4000}\})?", re.DOTALL)
_RESERVED = frozenset({"restart", "back", "session_start"})  # Rasa's own commands: they erase a conversation
_NOTHING = "slash"  # what is parsed when nothing but slashes and spaces was typed


class Unknown(ValueError):
    """A payload that names no intent of this bot, or is no payload."""


def words(text: str) -> str:
    """What Rasa may parse of typed text: never a command, never empty."""
    return text.strip().lstrip("/ \t\r\n\f\v\u00a0") or _NOTHING


def pressed(request: TurnRequest, intents: Collection[str]) -> dict[str, Any]:
    """The parse result that the button or event stands for. Raises Unknown."""
    match = _PAYLOAD.fullmatch(request.payload)
    if match is None:
        raise Unknown("payload: not of the form /intent or /intent{...}")
    intent = match["intent"]
    if intent not in intents or intent in _RESERVED:
        raise Unknown(f"payload: no intent {intent!r}")
    meant = {"name": intent, "confidence": 1.0}
    return {
        "text": shown(request), "intent": meant, "intent_ranking": [meant],
        "entities": _entities(match["entities"]), "oos": {"probability": 0.0},
    }


def shown(request: TurnRequest) -> str:
    """What stands in the tracker as the person's words: never a payload that somebody typed."""
    return request.text or request.payload


def _entities(text: str | None) -> list[dict[str, Any]]:
    try:
        found = json.loads(text or "{}")
    except ValueError as error:
        raise Unknown("payload: the part in braces is not JSON") from error
    return [
        {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "button"}
        for name, value in found.items()
    ]
