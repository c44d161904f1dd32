"""The Tickets port over the incident table: looked up by key before and after, so one key is one incident."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import pysnow

from itsm.errors import ItsmError, Refused, Unavailable, UnknownOutcome
from itsm.limits import Texts, fitted
from itsm.servicenow.call import Duplicate, Gate
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.query import equal, is_key, is_number, is_sys_id
from itsm.servicenow.rows import TICKET_FIELDS, Row, comments_of, comments_shown, ticket, value
from itsm.tickets import Comment, IncidentDraft, Ticket

_INCIDENTS, _JOURNAL, _ATTACHMENT = "/table/incident", "/table/sys_journal_field", "/attachment"
_NAMESPACE = uuid.UUID("3b1f3a52-5e55-5a0b-9d0c-6f9f4f6d2c11")
_LOOK_UP_S = 1.0
"""Kept of the time limit, to look up what became of a create that was not answered."""
_POLL_S = 0.25
_OPEN_NEWEST = "^stateNOT IN7,8^ORDERBYDESCopened_at^ORDERBYDESCnumber"
_ENDED = ("closed", "canceled")
_FILE = "full-text.txt"
Rows = list[Row]
_log = logging.getLogger(__name__)


class ServiceNowTickets:
    """``own_ids``: incidents get a sys_id made from their key; the database then refuses a second one."""

    def __init__(self, gate: Gate, directory: ServiceNowDirectory, *, own_ids: bool, time_zone: str) -> None:
        self._gate = gate
        self._directory = directory
        self._own_ids = own_ids
        self._time_zone = time_zone
        self._opening: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._warned = False

    async def open(self, draft: IncidentDraft, *, key: str) -> Ticket:
        if not is_key(key):
            raise Refused("correlation_id: letters, digits and hyphens only")
        with self._gate.budget():
            async with self._one_at_a_time(key):
                row = await self._row_of(key)
                texts, group = await self._prepared(draft) if row is None else (fitted(draft), "")
                if row is None:
                    row = await self._created(self._fields(draft, texts, group, key), key)
            await self._mend(row, texts)
        return ticket(row)

    async def find(self, number: str, *, caller: str) -> Ticket | None:
        wanted = number.strip().upper()
        if not (is_number(wanted) and is_sys_id(caller)):
            return None
        with self._gate.budget():
            rows = await self._rows(equal(number=wanted, caller_id=caller), limit=1)
            row = next(
                (r for r in rows if value(r, "number") == wanted and value(r, "caller_id") == caller), None
            )
            if row is None:
                return None
            return ticket(row, comments=await self._comments(row))

    async def list(self, *, caller: str, limit: int = 5) -> tuple[Ticket, ...]:
        if not is_sys_id(caller):
            return ()
        with self._gate.budget():
            rows = await self._rows(f"{equal(caller_id=caller, active='true')}{_OPEN_NEWEST}", limit=limit)
        mine = [ticket(row) for row in rows if value(row, "caller_id") == caller]
        return tuple(found for found in mine if found.state not in _ENDED)

    async def by_key(self, key: str) -> Ticket | None:
        if not is_key(key):
            return None
        with self._gate.budget():
            row = await self._row_of(key)
        return ticket(row) if row is not None else None

    @asynccontextmanager
    async def _one_at_a_time(self, key: str) -> AsyncIterator[None]:
        """In this process; other processes are held off by the sys_id."""
        lock = self._opening.setdefault(key, asyncio.Lock())
        try:
            async with asyncio.timeout(self._gate.seconds_left()):
                await lock.acquire()
        except TimeoutError:
            raise UnknownOutcome("the same key is being sent") from None
        try:
            yield
        finally:
            lock.release()

    async def _prepared(self, draft: IncidentDraft) -> tuple[Texts, str]:
        if not await self._directory.is_known(draft.caller):
            raise Refused("caller_id: no such person")
        group = await self._directory.group_id(draft.assignment_group) if draft.assignment_group else None
        if draft.assignment_group and group is None:
            _log.warning("assignment group not found, incident left unassigned")
        return fitted(draft, group_known=group is not None), group or ""

    def _fields(self, draft: IncidentDraft, texts: Texts, group: str, key: str) -> dict[str, str]:
        fields = {
            "caller_id": draft.caller,
            "short_description": texts.short_description,
            "description": texts.description,
            "category": draft.category,
            "subcategory": draft.subcategory,
            "impact": str(draft.impact),
            "urgency": str(draft.urgency),
            "assignment_group": group,
            "contact_type": draft.contact_type,
            "work_notes": texts.work_notes,
            "correlation_id": key,
            "correlation_display": "Firstline",
        }
        own = {"sys_id": uuid.uuid5(_NAMESPACE, key).hex} if self._own_ids else {}
        return {**own, **{name: text for name, text in fields.items() if text}}

    async def _created(self, fields: dict[str, str], key: str) -> Row:
        """The new incident's row, or the one somebody made with this key meanwhile."""
        try:
            row = await self._gate.write(_INCIDENTS, _create(fields), keep_s=_LOOK_UP_S)
        except (UnknownOutcome, Duplicate) as error:
            return await self._made_after_all(key, error)
        if value(row, "correlation_id") != key or not value(row, "number"):
            return await self._made_after_all(key, UnknownOutcome("the answer is another record"))
        if self._own_ids and not self._warned and value(row, "sys_id") != fields["sys_id"]:
            self._warned = True
            _log.warning("this account may not choose a sys_id: a concurrent duplicate is not ruled out")
        return row

    async def _made_after_all(self, key: str, error: ItsmError) -> Row:
        """Reads may lag behind writes, so it is looked for until the time is up."""
        while self._gate.seconds_left() > _POLL_S:
            try:
                row = await self._row_of(key)
            except Unavailable:
                row = None
            if row is not None:
                return row
            await asyncio.sleep(_POLL_S)
        raise UnknownOutcome(str(error)) from error

    async def _row_of(self, key: str) -> Row | None:
        rows = await self._rows(f"{equal(correlation_id=key)}^ORDERBYsys_created_on", limit=2)
        # A term the server does not understand is dropped: then these are other people's incidents.
        mine = [row for row in rows if value(row, "correlation_id") == key]
        if len(mine) > 1:
            _log.error("possible duplicate: %s", " ".join(value(row, "number") for row in mine))
        return mine[0] if mine else None

    async def _rows(self, query: str, *, limit: int) -> Rows:
        return await self._gate.read(_INCIDENTS, _get(query, TICKET_FIELDS, limit))

    async def _comments(self, row: Row) -> tuple[Comment, ...]:
        sys_id = value(row, "sys_id")
        query = f"{equal(element_id=sys_id, element='comments')}^ORDERBYDESCsys_created_on"
        fields = ["element_id", "element", "value", "sys_created_on", "sys_created_by"]
        journal = await self._gate.read(_JOURNAL, _get(query, fields, 50))
        mine = [e for e in journal if value(e, "element_id") == sys_id and value(e, "element") == "comments"]
        if not mine:
            # Not every account may read the journal table; then it is silently empty.
            return comments_shown(_display(row), self._time_zone)
        names = await self._directory.names({value(entry, "sys_created_by") for entry in mine})
        return comments_of(mine, names)

    async def _mend(self, row: Row, texts: Texts) -> None:
        """Keep the full text as a file when the server kept less of it than it was sent."""
        kept = (value(row, "short_description"), value(row, "description"))
        short, whole = texts.short_description, texts.description
        shortened = any(
            sent != got and sent.startswith(got) for sent, got in zip((short, whole), kept, strict=True)
        )
        if not shortened:
            return
        try:
            await self._attach_once(value(row, "sys_id"), f"{short}\n\n{whole}")
        except ItsmError as error:
            _log.warning("full text not attached to %s: %s", value(row, "number"), type(error).__name__)

    async def _attach_once(self, sys_id: str, text: str) -> None:
        query = equal(table_sys_id=sys_id, file_name=_FILE)
        there = await self._gate.read(_ATTACHMENT, _get(query, ["sys_id", "file_name"], 1))
        if not any(value(row, "file_name") == _FILE for row in there):
            await self._gate.write(_ATTACHMENT, _upload(sys_id, text))


def _get(query: str, fields: list[str], limit: int) -> Callable[[pysnow.Resource], Rows]:
    def get(resource: pysnow.Resource) -> Rows:
        return list(resource.get(query=query, fields=fields, limit=limit, display_value="all").all())

    return get


def _create(fields: dict[str, str]) -> Callable[[pysnow.Resource], Row]:
    def create(resource: pysnow.Resource) -> Row:
        resource.parameters.display_value = "all"
        resource.parameters.fields = TICKET_FIELDS
        row: Row = resource.create(fields).one()
        return row

    return create


def _upload(sys_id: str, text: str) -> Callable[[pysnow.Resource], object]:
    def upload(resource: pysnow.Resource) -> object:
        about = {"table_name": "incident", "table_sys_id": sys_id, "file_name": _FILE}
        resource.parameters.add_custom(about)
        headers = {"Content-Type": "text/plain;charset=utf-8"}
        return resource.request("POST", path_append="/file", data=text.encode(), headers=headers).one()

    return upload


def _display(row: Row) -> str:
    cell = row.get("comments", "")
    return str(cell.get("display_value") or "") if isinstance(cell, dict) else str(cell)
