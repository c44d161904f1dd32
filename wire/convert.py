"""The one gate between JSON and the dataclasses of this package."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeVar, get_args

import dacite

from wire import cards

T = TypeVar("T")

_STRICT = dacite.Config(strict=True)
_KINDS: dict[str, Any] = {kind.__name__.lower(): kind for kind in get_args(cards.Card)}


class Malformed(ValueError):
    """The JSON does not have the shape that was asked for; the text names the field."""


def to_json(value: Any) -> dict[str, Any]:
    """The dataclass as JSON-ready dicts and lists."""
    return asdict(value)


def from_json(data: Any, into: type[T]) -> T:
    """Build the dataclass ``into`` from parsed JSON. Raises Malformed, naming the wrong field."""
    if not isinstance(data, dict):
        raise Malformed(f"{into.__name__}: expected an object, got {type(data).__name__}")
    try:
        return dacite.from_dict(into, data, config=_STRICT)
    except dacite.DaciteError as error:
        raise Malformed(f"{into.__name__}: {error}") from error


def card_from_json(data: Any) -> cards.Card:
    """The card that ``data["card"]`` names. Raises Malformed for an unknown kind or a wrong field."""
    kind = data.get("card") if isinstance(data, dict) else None
    if kind not in _KINDS:
        raise Malformed(f"card: unknown kind {kind!r}")
    card: cards.Card = from_json(data, _KINDS[kind])
    return card
