"""Opens incidents: looked up by key before and after, so one key is one incident."""

from __future__ import annotations

import asyncio
import logging
import uuid

from itsm.errors import ItsmError, Refused, Unavailable, UnknownOutcome
from itsm.incident import IncidentDraft
from itsm.limits import Texts, fitted
from itsm.servicenow import ask
from itsm.servicenow.attaching import Attaching
from itsm.servicenow.call import Gate
from itsm.servicenow.choices import ServiceNowChoices
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.once import Once
from itsm.servicenow.query import is_key
from itsm.servicenow.reading import INCIDENTS, Reading
from itsm.servicenow.rows import TICKET_FIELDS, Row, value
from itsm.servicenow.translate import Duplicate

LOOK_UP_S = 1.0
"""Kept of the time limit, to look up what became of a write that was not answered."""
POLL_S = 0.25
_NAMESPACE = uuid.UUID("3b1f3a52-5e55-5a0b-9d0c-6f9f4f6d2c11")
APP = "Firstline"
_log = logging.getLogger(__name__)


def own_id(key: str) -> str:
    """The sys_id of what is made with this key: the database itself refuses a second one."""
    return uuid.uuid5(_NAMESPACE, key).hex


class Opening:
    """``own_ids``: incidents get a sys_id made from their key."""

    def __init__(
        self,
        gate: Gate,
        reading: Reading,
        directory: ServiceNowDirectory,
        choices: ServiceNowChoices,
        attaching: Attaching,
        once: Once,
        *,
        own_ids: bool,
    ) -> None:
        self._gate = gate
        self._reading = reading
        self._directory = directory
        self._choices = choices
        self._attaching = attaching
        self._once = once
        self._own_ids = own_ids
        self._ids_are_kept = own_ids

    async def open(self, draft: IncidentDraft, key: str) -> Row:
        """The incident's row. Raises what Tickets.open promises."""
        if not is_key(key):
            raise Refused("correlation_id: letters, digits and hyphens only")
        async with self._once.turn(key):
            row = await self._reading.with_key(key)
            texts, group = await self._prepared(draft) if row is None else (fitted(draft), "")
            if row is None:
                self._once.check(key)
                row = await self._created(await self._fields(draft, texts, group, key), key)
        await self._attaching.keep_whole(row, texts)
        return row

    async def _prepared(self, draft: IncidentDraft) -> tuple[Texts, str]:
        if not await self._directory.is_known(draft.caller):
            raise Refused("caller_id: no such person")
        group = await self._directory.group_id(draft.assignment_group) if draft.assignment_group else None
        if draft.assignment_group and group is None:
            _log.warning("assignment group not found, incident left unassigned")
        known = await self._choices.offers("category", draft.category)
        return fitted(draft, group_known=group is not None, category_known=known), group or ""

    async def _fields(self, draft: IncidentDraft, texts: Texts, group: str, key: str) -> dict[str, str]:
        known = await self._choices.offers("category", draft.category)
        fields = {
            "caller_id": draft.caller,
            "short_description": texts.short_description,
            "description": texts.description,
            "category": draft.category if known else "",
            "subcategory": draft.subcategory if known else "",
            "impact": str(draft.impact),
            "urgency": str(draft.urgency),
            "assignment_group": group,
            "contact_type": draft.contact_type,
            "work_notes": texts.work_notes,
            "correlation_id": key,
            "correlation_display": APP,
        }
        own = {"sys_id": own_id(key)} if self._own_ids else {}
        return {**own, **{name: text for name, text in fields.items() if text}}

    async def _created(self, fields: dict[str, str], key: str) -> Row:
        """The new incident's row, or the one somebody made with this key meanwhile."""
        try:
            row = await self._gate.write(INCIDENTS, ask.create(fields, TICKET_FIELDS), keep_s=LOOK_UP_S)
        except (UnknownOutcome, Duplicate) as error:
            return await self._made_after_all(key, error)
        if value(row, "correlation_id") != key or not value(row, "number"):
            return await self._made_after_all(key, UnknownOutcome("the answer is another record"))
        self._look_at_id(row, fields.get("sys_id", ""))
        return row

    def _look_at_id(self, row: Row, sent: str) -> None:
        if self._ids_are_kept and value(row, "sys_id") != sent:
            self._ids_are_kept = False
            _log.warning("this account may not choose a sys_id: a concurrent duplicate is not ruled out")

    async def _made_after_all(self, key: str, error: ItsmError) -> Row:
        """Reads may lag behind writes, so it is looked for until the time is up."""
        while self._gate.seconds_left() > POLL_S:
            try:
                row = await self._reading.with_key(key)
            except Unavailable:
                row = None
            if row is not None:
                return row
            await asyncio.sleep(POLL_S)
        if self._ids_are_kept:
            raise UnknownOutcome(str(error)) from error
        raise self._once.lost(key, str(error)) from error
