"""Orders from the catalogue, once per key, over an API that has no key.

The request gets the key right after it was made. One whose answer was lost has none yet: it is found by
who it is for, what was ordered and when, among what this account ordered, and gets the key then.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from itsm.catalogue import Item, Order
from itsm.errors import ItsmError, Refused, Unavailable, UnknownOutcome
from itsm.limits import clean, cut
from itsm.servicenow import ask
from itsm.servicenow.call import CATALOGUE, Gate
from itsm.servicenow.catalogue_rows import REQUEST, item
from itsm.servicenow.changed import stamp
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.once import Once
from itsm.servicenow.opening import APP, LOOK_UP_S, POLL_S
from itsm.servicenow.query import equal, is_key, is_sys_id
from itsm.servicenow.rows import Row, value

_REQUESTS = "/table/sc_request"
_CLOCKS = timedelta(seconds=30)
"""How far the server's clock may be from ours."""
_NOTE = 4000
"""Characters of special instructions."""
_log = logging.getLogger(__name__)


class Ordering:
    def __init__(self, gate: Gate, directory: ServiceNowDirectory, once: Once) -> None:
        self._gate = gate
        self._directory = directory
        self._once = once

    async def item(self, item_id: str) -> Item | None:
        """None when it cannot be ordered."""
        path = f"/servicecatalog/items/{item_id}"
        try:
            found = await self._gate.read(path, lambda items: items.get().one_or_none(), base=CATALOGUE)
        except Refused:
            return None
        return item(found) if isinstance(found, dict) and found.get("sys_id") == item_id else None

    async def order(self, order: Order, key: str) -> Row:
        """The request's row. Raises what Catalogue.order promises."""
        if not is_key(key):
            raise Refused("key: letters, digits and hyphens only")
        # One person and item at a time: two orders without a key yet could be taken for one another.
        async with self._once.turn(key), self._once.turn(f"{order.requested_for}-{order.item}"):
            row = await self._with_key(key)
            if row is None:
                await self._check(order)
                row = await self._unclaimed(order)
                made = self._made(order, key) if row is None else self._claimed(row, order, key)
                row = await made
        return row

    async def _check(self, order: Order) -> None:
        if not await self._directory.is_known(order.requested_for):
            raise Refused("requested_for: no such person")
        wanted = await self.item(order.item) if is_sys_id(order.item) else None
        if wanted is None:
            raise Refused("item: it cannot be ordered")
        for question in wanted.questions:
            answer = order.answers.get(question.name, "")
            if question.mandatory and not answer:
                raise Refused(f"variables: {question.name} needs an answer")
            if answer and question.choices and answer not in question.choices:
                raise Refused(f"variables: {question.name} has no such choice")

    async def _made(self, order: Order, key: str) -> Row:
        self._once.check(key)
        body = {
            "sysparm_quantity": str(order.quantity),
            "sysparm_requested_for": order.requested_for,
            "variables": dict(order.answers),
        }
        path = f"/servicecatalog/items/{order.item}"
        try:
            made = await self._gate.write(
                path, ask.post("/order_now", body), keep_s=2 * LOOK_UP_S, base=CATALOGUE
            )
        except UnknownOutcome as error:
            return await self._after_all(order, key, error)
        try:
            row = await self._request(value(made, "request_id") or value(made, "sys_id"))
        except ItsmError as error:
            # It is ordered: whatever is wrong with reading it must not be taken for a no.
            return await self._after_all(order, key, error)
        return await self._claimed(row, order, key)

    async def _request(self, sys_id: str) -> Row:
        """Raises UnknownOutcome when it is not to be found."""
        rows = await self._rows(equal(sys_id=sys_id)) if is_sys_id(sys_id) else []
        for row in rows:
            if value(row, "sys_id") == sys_id:
                return row
        raise UnknownOutcome("the answer is no request")

    async def _after_all(self, order: Order, key: str, error: ItsmError) -> Row:
        while self._gate.seconds_left() > POLL_S:
            try:
                row = await self._with_key(key) or await self._unclaimed(order)
                if row is not None:
                    claimed = value(row, "correlation_id") == key
                    return row if claimed else await self._claimed(row, order, key)
            except (Unavailable, Refused):
                pass
            await asyncio.sleep(POLL_S)
        raise self._once.lost(key, str(error)) from error

    async def _claimed(self, row: Row, order: Order, key: str) -> Row:
        """The request with its key and note. Without the right to write them, it counts all the same."""
        said = {"special_instructions": cut(clean(order.note), _NOTE)} if clean(order.note) else {}
        ours = {"correlation_id": key, "correlation_display": APP, **said}
        work = ask.patch(value(row, "sys_id"), ours, REQUEST)
        try:
            after = await self._gate.write(_REQUESTS, work)
        except Unavailable as error:
            raise self._once.lost(key, str(error)) from error
        except Refused:
            _log.warning("the key of %s was not taken", value(row, "number"))
            return row
        return after if value(after, "sys_id") == value(row, "sys_id") else row

    async def _with_key(self, key: str) -> Row | None:
        rows = await self._rows(f"{equal(correlation_id=key)}^ORDERBYsys_created_on")
        return next((row for row in rows if value(row, "correlation_id") == key), None)

    async def _unclaimed(self, order: Order) -> Row | None:
        """What this account ordered of the item for the person since then, and has nobody's key."""
        since = stamp(order.confirmed_at - _CLOCKS)
        query = (
            f"{equal(cat_item=order.item)}^request.requested_for={order.requested_for}"
            f"^sys_created_on>={since}^request.correlation_idISEMPTY"
            "^opened_by=javascript:gs.getUserID()^ORDERBYsys_created_on"
        )
        fields = ("request", "cat_item", "request.correlation_id", "request.requested_for")
        found = await self._gate.read("/table/sc_req_item", ask.get(query, fields, 5))
        ids = [value(row, "request") for row in found if _is_of(row, order)]
        rows = await self._rows(equal(sys_id=ids[0])) if ids and is_sys_id(ids[0]) else []
        return next(
            (r for r in rows if value(r, "sys_id") == ids[0] and not value(r, "correlation_id")), None
        )

    async def _rows(self, query: str) -> list[Row]:
        return await self._gate.read(_REQUESTS, ask.get(query, REQUEST, 2))


def _is_of(row: Row, order: Order) -> bool:
    return (
        value(row, "cat_item") == order.item
        and value(row, "request.requested_for") == order.requested_for
        and not value(row, "request.correlation_id")
    )
