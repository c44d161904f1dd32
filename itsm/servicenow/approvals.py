"""Approvals read, with what an approver should know of what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from itsm.catalogue import Approval
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.catalogue_rows import (
    APPROVAL,
    ITEM_ASKED_FOR,
    OF_REQUESTS,
    REQUEST_ASKED_FOR,
    approval,
    is_of_a_request,
)
from itsm.servicenow.query import is_sys_id
from itsm.servicenow.rows import Row, value

TABLE = "sysapproval_approver"
ONLY_REQUESTS = f"^sysapproval.sys_class_nameIN{','.join(OF_REQUESTS)}"


class Approvals:
    """Reads within the caller's budget. ``time_zone`` is the account's, for journals that are only shown."""

    def __init__(self, gate: Gate, *, time_zone: str) -> None:
        self._gate = gate
        self._time_zone = time_zone

    async def rows(self, query: str, limit: int) -> list[Row]:
        """Approvals of requests that meet ``query``: an encoded query of ours."""
        read = ask.get(f"{query}{ONLY_REQUESTS}^ORDERBYsys_created_on", APPROVAL, limit)
        return [row for row in await self._gate.read(f"/table/{TABLE}", read) if is_of_a_request(row)]

    async def told(self, rows: Sequence[Row]) -> tuple[Approval, ...]:
        """The rows in the port's words."""
        ids = {value(row, "sysapproval") for row in rows}
        found = await self._described("sc_req_item", ITEM_ASKED_FOR, ids)
        found |= await self._described("sc_request", REQUEST_ASKED_FOR, ids - found.keys())
        return tuple(approval(row, found.get(value(row, "sysapproval")), self._time_zone) for row in rows)

    async def _described(self, table: str, fields: list[str], ids: Iterable[str]) -> dict[str, Row]:
        """Rows by id; what lies in another table is not among them."""
        wanted = sorted(filter(is_sys_id, ids))
        if not wanted:
            return {}
        read = ask.get(f"sys_idIN{','.join(wanted)}", fields, len(wanted))
        return {value(row, "sys_id"): row for row in await self._gate.read(f"/table/{table}", read)}
