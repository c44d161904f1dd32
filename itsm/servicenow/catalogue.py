"""The Catalogue port: items and orders over the Service Catalog API, requests and approvals over tables."""

from __future__ import annotations

from itsm.catalogue import Approval, Item, Order, Request, Verdict
from itsm.errors import IllegalMove, NotFound, Refused
from itsm.limits import clean
from itsm.servicenow import ask
from itsm.servicenow.approvals import TABLE, Approvals
from itsm.servicenow.call import CATALOGUE, Gate
from itsm.servicenow.catalogue_rows import APPROVAL, REQUEST, approval, item, request
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.once import Once
from itsm.servicenow.ordering import Ordering
from itsm.servicenow.query import equal, is_number, is_sys_id
from itsm.servicenow.rows import Row, shown, value

_REQUESTS = "/table/sc_request"


class ServiceNowCatalogue:
    def __init__(self, gate: Gate, directory: ServiceNowDirectory, once: Once, approvals: Approvals) -> None:
        self._gate = gate
        self._approvals = approvals
        self._ordering = Ordering(gate, directory, once)

    async def search(self, words: str, limit: int = 5) -> tuple[Item, ...]:
        def get(resource: object) -> list[dict[str, object]]:
            resource.parameters.add_custom({"sysparm_text": clean(words)[:200]})  # type: ignore[attr-defined]
            return list(resource.get(limit=limit).all())  # type: ignore[attr-defined]

        with self._gate.budget():
            rows = await self._gate.read("/servicecatalog/items", get, base=CATALOGUE)
        return tuple(item(row) for row in rows[:limit] if is_sys_id(value(row, "sys_id")))

    async def item(self, item_id: str) -> Item | None:
        if not is_sys_id(item_id):
            return None
        with self._gate.budget():
            return await self._ordering.item(item_id)

    async def order(self, order: Order, *, key: str) -> Request:
        with self._gate.budget():
            return request(await self._ordering.order(order, key))

    async def find(self, number: str, *, caller: str) -> Request | None:
        wanted = number.strip().upper()
        if not (is_number(wanted) and is_sys_id(caller)):
            return None
        with self._gate.budget():
            query = equal(number=wanted, requested_for=caller)
            rows = await self._gate.read(_REQUESTS, ask.get(query, REQUEST, 1))
            mine = [r for r in rows if value(r, "number") == wanted and value(r, "requested_for") == caller]
            return request(mine[0], await self._items_of(value(mine[0], "sys_id"))) if mine else None

    async def list(self, *, caller: str, limit: int = 5) -> tuple[Request, ...]:
        if not is_sys_id(caller):
            return ()
        query = f"{equal(requested_for=caller)}^ORDERBYDESCopened_at^ORDERBYDESCnumber"
        with self._gate.budget():
            rows = await self._gate.read(_REQUESTS, ask.get(query, REQUEST, limit))
        return tuple(request(row) for row in rows if value(row, "requested_for") == caller)

    async def approvals(self, *, approver: str, limit: int = 20) -> tuple[Approval, ...]:
        if not is_sys_id(approver):
            return ()
        with self._gate.budget():
            rows = await self._approvals.rows(equal(approver=approver, state="requested"), limit)
            mine = [r for r in rows if value(r, "approver") == approver and value(r, "state") == "requested"]
            return await self._approvals.told(mine)

    async def approval(self, approval_id: str, *, approver: str) -> Approval | None:
        with self._gate.budget():
            row = await self._asked_of(approver, approval_id)
            return (await self._approvals.told([row]))[0] if row else None

    async def decide(self, approval_id: str, verdict: Verdict, *, reason: str, approver: str) -> Approval:
        if verdict == "rejected" and not clean(reason):
            raise Refused("comments: a rejection needs a reason")
        with self._gate.budget():
            row = await self._asked_of(approver, approval_id)
            if row is None:
                raise NotFound("no such approval")
            if value(row, "state") == verdict:
                return approval(row)
            if value(row, "state") != "requested":
                raise IllegalMove(f"approval: it is {value(row, 'state')}")
            said = {"comments": clean(reason)} if clean(reason) else {}
            work = ask.patch(approval_id, {"state": verdict, **said}, APPROVAL)
            return approval(await self._gate.write(f"/table/{TABLE}", work))

    async def _asked_of(self, approver: str, approval_id: str) -> Row | None:
        if not (is_sys_id(approver) and is_sys_id(approval_id)):
            return None
        rows = await self._approvals.rows(equal(sys_id=approval_id, approver=approver), 1)
        mine = (r for r in rows if value(r, "sys_id") == approval_id and value(r, "approver") == approver)
        return next(mine, None)

    async def _items_of(self, request_id: str) -> tuple[str, ...]:
        fields = ("request", "cat_item")
        rows = await self._gate.read("/table/sc_req_item", ask.get(equal(request=request_id), fields, 50))
        return tuple(shown(row, "cat_item") for row in rows if value(row, "request") == request_id)
