"""Orders from the catalogue what the person agreed to: once, with the key of the confirming message.

When ServiceNow gives no answer in time, the desk's outbox goes on with the same key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.delivery import CALL_S, Kind, Made, delivered
from actions.drafted import ORDER
from actions.release import Shelf
from actions.reply import EMPTY, Reply, say
from actions.turn import Turn
from itsm.catalogue import Catalogue, Request
from itsm.requests import RequestDraft, place

_REQUEST = Kind(ORDER, "request", "utter_ordered", "utter_order_pending", "utter_order_refused")


@dataclass(frozen=True)
class PlaceOrder:
    shelf: Shelf
    catalogue: Catalogue
    call_s: float = CALL_S
    name: str = "action_place_order"

    async def __call__(self, turn: Turn) -> Reply:
        draft = turn.slots.get("draft") or {}
        if not draft.get("payload"):
            return Reply((say("utter_nothing_to_file"),), EMPTY)

        async def order(key: str) -> Made:
            request = await place(self.catalogue, RequestDraft.from_payload(draft["payload"]), key=key)
            return Made(request.number, request.id, {"next": _next(request, draft, turn)})

        return await delivered(_REQUEST, draft["payload"], order, turn, self.shelf, call_s=self.call_s)


def _next(request: Request, draft: dict[str, Any], turn: Turn) -> str:
    """What happens now, as ServiceNow sees it: it may ask somebody where nobody was expected to be asked."""
    if request.stage != "waiting_for_approval":
        return turn.words("utter_order_goes_on")
    known = draft.get("approver") if draft.get("approver") != "nobody" else ""
    return turn.words(f"utter_order_waits_{known or 'owner'}")
