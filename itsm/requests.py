"""A request as a work card carries it, and how it is placed in the catalogue once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from itsm.catalogue import Catalogue, Item, Order, Request
from itsm.errors import Refused

_SEARCHED = 20
"""Items looked through for the one of that name."""


@dataclass(frozen=True)
class RequestDraft:
    """A request as proposed to the employee. ``caller`` is the directory's id of the person, ``item`` the
    name of the catalogue's item, ``answers`` its questions by variable. ``note`` is what the people who
    deliver it should read; ``model`` is the name of the stock's model behind the item, "" for what does not
    lie in a stockroom. ``since`` is when it was proposed (ISO 8601, aware): an order made after that
    whose answer was lost is recognised by it. ``dataclasses.asdict`` gives the JSON of a work card."""

    caller: str
    item: str
    short_description: str
    since: str
    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    model: str = ""

    def __post_init__(self) -> None:
        if datetime.fromisoformat(self.since).tzinfo is None:
            raise ValueError("since has no time zone")

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> RequestDraft:
        """The draft of a work card's payload. Raises ValueError when a needed value is missing or wrong."""
        known = {f.name: payload[f.name] for f in fields(cls) if f.name in payload}
        try:
            return cls(**known)
        except TypeError as error:
            raise ValueError(f"not a request draft: {error}") from error


async def place(catalogue: Catalogue, draft: RequestDraft, *, key: str) -> Request:
    """Order what the draft asks for, once per key. Raises what Catalogue.order raises."""
    item = await _named(catalogue, draft.item)
    order = Order(
        item.id,
        draft.caller,
        datetime.fromisoformat(draft.since),
        answers=draft.answers,
        note=draft.note,
    )
    return await catalogue.order(order, key=key)


async def _named(catalogue: Catalogue, name: str) -> Item:
    for item in await catalogue.search(name, _SEARCHED):
        if item.name.casefold() == name.casefold():
            return item
    raise Refused(f"item: the catalogue has no {name!r}")
