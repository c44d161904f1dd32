"""Orders from the catalogue what the person agreed to: once, with the key of the confirming message.

What lies in a stockroom is put aside under the same key.

When ServiceNow gives no answer in time, the desk's outbox goes on with the same key.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from actions.delivery import CALL_S, Kind, Made, delivered
from actions.drafted import ORDER
from actions.in_stock import next_day
from actions.release import Shelf
from actions.reply import EMPTY, Reply, say
from actions.turn import Turn
from itsm.catalogue import Catalogue, Request
from itsm.errors import Unavailable
from itsm.put_aside import put_aside
from itsm.requests import RequestDraft, place
from itsm.stock import Stock

_REQUEST = Kind(ORDER, "request", "utter_ordered", "utter_order_pending", "utter_order_refused")


@dataclass(frozen=True)
class PlaceOrder:
    shelf: Shelf
    catalogue: Catalogue
    stock: Stock | None = None
    call_s: float = CALL_S
    name: str = "action_place_order"

    async def __call__(self, turn: Turn) -> Reply:
        draft = turn.slots.get("draft") or {}
        if not draft.get("payload"):
            return Reply((say("utter_nothing_to_file"),), EMPTY)

        async def order(key: str) -> Made:
            wanted = RequestDraft.from_payload(draft["payload"])
            request = await place(self.catalogue, wanted, key=key)
            goes_on = _next(request, draft, turn)
            piece = await self._piece(wanted, turn, key)
            return Made(request.number, request.id, {"next": f"{goes_on} {piece}".strip()})

        return await delivered(_REQUEST, draft["payload"], order, turn, self.shelf, call_s=self.call_s)

    async def _piece(self, wanted: RequestDraft, turn: Turn, key: str) -> str:
        """What is said of the piece that was put aside, or was not: it was promised with the order."""
        if self.stock is None or not wanted.model:
            return ""
        rules = self.shelf.current().standards.stock
        try:
            async with asyncio.timeout(rules.wait_s):
                piece = await put_aside(self.stock, wanted.model, person=wanted.caller, key=key)
        except (Unavailable, TimeoutError):
            return turn.words("utter_order_not_put_aside")
        if piece is None:
            return turn.words("utter_order_none_left", date=next_day(rules, turn))
        return turn.words("utter_order_put_aside", place=piece.stockroom)


def _next(request: Request, draft: dict[str, Any], turn: Turn) -> str:
    """What happens now, as ServiceNow sees it: it may ask somebody where nobody was expected to be asked."""
    if request.stage != "waiting_for_approval":
        return turn.words("utter_order_goes_on")
    known = draft.get("approver") if draft.get("approver") != "nobody" else ""
    return turn.words(f"utter_order_waits_{known or 'owner'}")
