"""Incidents read, and every row looked at again: whose it is, and whether it is the one asked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from itsm.errors import NotFound
from itsm.incident import Comment, Ticket
from itsm.servicenow import ask
from itsm.servicenow.ask import Rows
from itsm.servicenow.call import Gate
from itsm.servicenow.choices import ServiceNowChoices
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.query import equal, is_number, is_sys_id
from itsm.servicenow.rows import TICKET_FIELDS, Row, comments_of, comments_shown, shown, ticket, value

INCIDENTS, JOURNAL = "/table/incident", "/table/sys_journal_field"
WHOLE = [*TICKET_FIELDS, "work_notes", "watch_list", "subcategory", "close_code", "hold_reason"]
_JOURNAL_FIELDS = ("element_id", "element", "value", "sys_created_on", "sys_created_by")
LAG_S = 0.5
"""How long a row that was just made may be unseen, where reads go to a replica."""
_log = logging.getLogger(__name__)
T = TypeVar("T")


async def seen(look: Callable[[], Awaitable[T | None]]) -> T | None:
    """What ``look`` finds, looked for once more when it finds nothing: it may just have been made."""
    found = await look()
    if found is None:
        await asyncio.sleep(LAG_S)
        found = await look()
    return found


class Reading:
    """``time_zone`` is the account's, for journals that are only shown."""

    def __init__(
        self, gate: Gate, directory: ServiceNowDirectory, choices: ServiceNowChoices, *, time_zone: str
    ) -> None:
        self._gate = gate
        self._directory = directory
        self._choices = choices
        self._time_zone = time_zone

    async def own(self, number: str, caller: str) -> Row:
        """The caller's own incident with its journals. Raises NotFound."""
        row = await seen(lambda: self.one(number, caller, WHOLE))
        if row is None:
            raise NotFound("no such incident")
        return row

    async def one(self, number: str, caller: str, fields: list[str] = TICKET_FIELDS) -> Row | None:
        """The incident of that number when it is the caller's."""
        wanted = number.strip().upper()
        if not (is_number(wanted) and is_sys_id(caller)):
            return None
        rows = await self.rows(equal(number=wanted, caller_id=caller), 1, fields)
        mine = [r for r in rows if value(r, "number") == wanted and value(r, "caller_id") == caller]
        return mine[0] if mine and is_sys_id(value(mine[0], "sys_id")) else None

    async def of(self, caller: str, query: str, limit: int) -> list[Ticket]:
        """The caller's incidents that also meet ``query``, as tickets."""
        if not is_sys_id(caller):
            return []
        rows = await self.rows(f"{equal(caller_id=caller)}{query}", limit)
        return [await self.ticket(row) for row in rows if value(row, "caller_id") == caller]

    async def with_key(self, key: str) -> Row | None:
        """The oldest incident opened with this key."""
        rows = await self.rows(f"{equal(correlation_id=key)}^ORDERBYsys_created_on", 2)
        # A term the server does not understand is dropped: then these are other people's incidents.
        mine = [row for row in rows if value(row, "correlation_id") == key]
        if len(mine) > 1:
            _log.error("possible duplicate: %s", " ".join(value(row, "number") for row in mine))
        return mine[0] if mine else None

    async def rows(self, query: str, limit: int, fields: list[str] = TICKET_FIELDS) -> Rows:
        return await self._gate.read(INCIDENTS, ask.get(query, fields, limit))

    async def ticket(self, row: Row, *, comments: bool = False) -> Ticket:
        """The row in the port's words; with what was written to the person when ``comments``."""
        said = await self.comments(row) if comments else ()
        return ticket(row, comments=said, states=await self._choices.states())

    async def comments(self, row: Row) -> tuple[Comment, ...]:
        """Newest first."""
        sys_id = value(row, "sys_id")
        query = f"{equal(element_id=sys_id, element='comments')}^ORDERBYDESCsys_created_on"
        journal = await self._gate.read(JOURNAL, ask.get(query, _JOURNAL_FIELDS, 50))
        mine = [e for e in journal if value(e, "element_id") == sys_id and value(e, "element") == "comments"]
        if not mine:
            # Not every account may read the journal table; then it is silently empty.
            return comments_shown(shown(row, "comments"), self._time_zone)
        names = await self._directory.names({value(entry, "sys_created_by") for entry in mine})
        return comments_of(mine, names)

    async def has_entry(self, sys_id: str, row: Row, key: str) -> bool:
        """Whether a journal of this row has an entry with the key's mark."""
        if any(f"[ref:{key}]" in shown(row, element) for element in ("comments", "work_notes")):
            return True
        if shown(row, "comments") or shown(row, "work_notes"):
            return False
        # Journals that are not shown to this account may still be readable as a table.
        journal = await self._gate.read(
            JOURNAL, ask.get(f"{equal(element_id=sys_id)}^valueLIKE{key}", _JOURNAL_FIELDS, 5)
        )
        return any(
            value(entry, "element_id") == sys_id and f"[ref:{key}]" in value(entry, "value")
            for entry in journal
        )
