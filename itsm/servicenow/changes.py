"""The TicketChanges port over incident."""

from __future__ import annotations

from itsm.cursor import Cursor
from itsm.incident import Ticket
from itsm.servicenow.call import Gate
from itsm.servicenow.changed import changed_rows
from itsm.servicenow.opening import APP
from itsm.servicenow.query import equal
from itsm.servicenow.reading import Reading
from itsm.servicenow.rows import TICKET_FIELDS, shown, value


class ServiceNowChanges:
    def __init__(self, gate: Gate, reading: Reading) -> None:
        self._gate = gate
        self._reading = reading

    async def since(self, cursor: Cursor, limit: int = 20) -> tuple[tuple[Ticket, ...], Cursor]:
        only = f"^{equal(correlation_display=APP)}"
        fields = [*TICKET_FIELDS, "correlation_display", "watch_list"]
        with self._gate.budget():
            rows, after = await changed_rows(self._gate, "incident", cursor, fields, only=only, limit=limit)
            ours = [row for row in rows if value(row, "correlation_display") == APP]
            tickets = [await self._reading.ticket(r, comments=bool(shown(r, "comments"))) for r in ours]
        return tuple(tickets), after
