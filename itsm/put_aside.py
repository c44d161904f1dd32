"""One piece from the stockroom for an order that was placed: under the order's key, so never two."""

from __future__ import annotations

import logging

from itsm.errors import ItsmError, Unavailable
from itsm.stock import Reservation, Stock

_log = logging.getLogger(__name__)


async def put_aside(stock: Stock, model_name: str, *, person: str, key: str) -> Reservation | None:
    """None when nothing is left. Raises Unavailable where nobody can say: the order stands all the same,
    and the people who deliver it look themselves. Called again with the key, it is the same piece."""
    try:
        model = await stock.model(model_name)
        return await stock.reserve(model, person=person, key=key) if model else None
    except ItsmError as error:
        _log.warning("stock: nothing put aside for %s: %s", key, type(error).__name__)
        raise Unavailable("nothing put aside") from error
