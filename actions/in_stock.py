"""Looks into the stockrooms before an order is proposed: how many there are, or from when on again.

Around the ticket's own form, which drafts the order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from actions.drafted import ORDER
from actions.release import Shelf
from actions.reply import Reply, Say, say
from actions.topic import Topic
from actions.turn import Turn
from itsm.errors import ItsmError
from itsm.stock import Level, Stock
from standards.stock import StockRules
from wire import cards


@dataclass(frozen=True)
class InStock:
    ticket: Topic
    shelf: Shelf
    stock: Stock

    @property
    def name(self) -> str:
        return self.ticket.name

    async def __call__(self, turn: Turn) -> Reply:
        reply = await self.ticket(turn)
        model = _model_of(reply)
        if not model or _model(turn.slots.get("draft")) == model:
            return reply
        rules = self.shelf.current().standards.stock
        found = await levels(self.stock, model, rules.wait_s)
        return reply if found is None else reply.before(there(found, rules, turn))


async def levels(stock: Stock, model_name: str, wait_s: float) -> tuple[Level, ...] | None:
    """Where the model lies now; None when nobody can say within ``wait_s`` seconds."""
    try:
        async with asyncio.timeout(wait_s):
            model = await stock.model(model_name)
            return await stock.levels(model) if model else None
    except (ItsmError, TimeoutError):
        return None


def there(found: tuple[Level, ...], rules: StockRules, turn: Turn) -> Say:
    """How many there are and where most are, or the day before which there are none."""
    if not found:
        return say("utter_none_in_stock", date=next_day(rules, turn))
    count, place = sum(level.available for level in found), found[0].stockroom
    if count == 1:
        return say("utter_last_in_stock", place=place)
    return say("utter_in_stock_here" if len(found) == 1 else "utter_in_stock", count=str(count), place=place)


def next_day(rules: StockRules, turn: Turn) -> str:
    """The first day on which new pieces may come, where the person is: "12 December"."""
    day = turn.now.astimezone(turn.here) + timedelta(days=rules.restock_days)
    return f"{day.day} {day:%B}"


def _model_of(reply: Reply) -> str:
    """The stock's model of the order that a reply proposes; empty for anything else."""
    works = (each.card for each in reply.says if isinstance(each.card, cards.Work))
    payloads = (work.payload for work in works if work.operation == ORDER and work.state == "proposed")
    return next((str(payload.get("model") or "") for payload in payloads), "")


def _model(draft: Mapping[str, Any] | None) -> str:
    """The model of the order that was proposed before: what is in stock has been said."""
    return str(((draft or {}).get("payload") or {}).get("model") or "")
