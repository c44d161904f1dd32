"""What lies in the stockrooms, read beside the turns: leads are told when a model runs out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from desk.core.alerts import Short
from itsm.errors import ItsmError
from itsm.stock import Stock
from standards.stock import Spare, StockRules

EVERY_S = 300.0

slog = structlog.get_logger("desk.low_stock")


class LowStock:
    """Asks every five minutes; ``stock`` is None for a desk without stockrooms to ask.

    ``page`` is the address where people see and order stock, "" for none. What was known of a model stays
    while there is no answer: it is no fuller for that.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        stock: Stock | None,
        rules: Callable[[], StockRules],
        page: str = "",
    ) -> None:
        self.page = page
        self._now = now
        self._stock = stock
        self._rules = rules
        self._short: dict[str, Short] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while self._stock is not None:
            await self.look()
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Ask now, each model by itself. What the standards name no more is forgotten."""
        if self._stock is None:
            return
        spares = {spare.model: spare for spare in self._rules().items.values()}
        self._short = {model: short for model, short in self._short.items() if model in spares}
        for spare in spares.values():
            try:
                await self._count(self._stock, spare)
            except ItsmError as error:
                slog.warning("stock not read", model=spare.model, why=type(error).__name__)

    def current(self) -> list[Short]:
        """The models at or below their level."""
        return [*self._short.values()]

    async def _count(self, stock: Stock, spare: Spare) -> None:
        model = await stock.model(spare.model)
        if not model:
            slog.warning("no such model", model=spare.model)
            return
        places = tuple((level.stockroom, level.available) for level in await stock.levels(model))
        since = self._short[spare.model].since if spare.model in self._short else self._now()
        self._judge(Short(spare.model, places, spare.reorder_at, since))

    def _judge(self, found: Short) -> None:
        """Said once when it falls to its level, and again only after it was above it."""
        if found.left > found.reorder_at:
            self._short.pop(found.model, None)
            return
        if found.model not in self._short:
            slog.warning("stock low", model=found.model, left=found.left, reorder_at=found.reorder_at)
        self._short[found.model] = found
