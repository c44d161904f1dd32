"""The CatalogueChanges port over approvals and requests."""

from __future__ import annotations

from itsm.catalogue import Approval, Request
from itsm.cursor import Cursor
from itsm.servicenow import ask
from itsm.servicenow.approvals import ONLY_REQUESTS, TABLE, Approvals
from itsm.servicenow.call import Gate
from itsm.servicenow.catalogue_rows import APPROVAL, REQUEST, is_of_a_request, request
from itsm.servicenow.changed import changed_rows
from itsm.servicenow.opening import APP
from itsm.servicenow.query import equal, is_sys_id
from itsm.servicenow.rows import value

_MOST = 50
"""Items of a request, and approvals about them, that are looked at."""


class ServiceNowCatalogueChanges:
    def __init__(self, gate: Gate, approvals: Approvals) -> None:
        self._gate = gate
        self._approvals = approvals

    async def approvals(self, cursor: Cursor, limit: int = 20) -> tuple[tuple[Approval, ...], Cursor]:
        with self._gate.budget():
            rows, after = await changed_rows(
                self._gate, TABLE, cursor, APPROVAL, only=ONLY_REQUESTS, limit=limit
            )
            told = await self._approvals.told([row for row in rows if is_of_a_request(row)])
        return told, after

    async def requests(self, cursor: Cursor, limit: int = 20) -> tuple[tuple[Request, ...], Cursor]:
        only = f"^{equal(correlation_display=APP)}"
        fields = [*REQUEST, "correlation_display"]
        with self._gate.budget():
            rows, after = await changed_rows(self._gate, "sc_request", cursor, fields, only=only, limit=limit)
        return tuple(request(row) for row in rows if value(row, "correlation_display") == APP), after

    async def answers(self, request: Request) -> tuple[Approval, ...]:
        if not is_sys_id(request.id):
            return ()
        with self._gate.budget():
            read = ask.get(equal(request=request.id), ("sys_id", "request"), _MOST)
            items = await self._gate.read("/table/sc_req_item", read)
            about = [value(row, "sys_id") for row in items if value(row, "request") == request.id]
            wanted = [request.id, *filter(is_sys_id, about)]
            rows = await self._approvals.rows(f"sysapprovalIN{','.join(wanted)}", _MOST)
            return await self._approvals.told([r for r in rows if value(r, "sysapproval") in wanted])
