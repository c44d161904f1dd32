"""The Chats port over interaction and interaction_related_record."""

from __future__ import annotations

import logging

from itsm.chats import Chat
from itsm.errors import Refused
from itsm.limits import clean, cut, one_line
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.changed import stamp
from itsm.servicenow.inserting import Inserting
from itsm.servicenow.opening import own_id
from itsm.servicenow.query import equal, is_sys_id
from itsm.servicenow.rows import Row, value

_FIELDS = ["sys_id", "number", "short_description", "opened_for", "state"]
_LINK = ["sys_id", "interaction", "document_id"]
_LONGEST = 160
_log = logging.getLogger(__name__)


class ServiceNowChats:
    """The table has no field for a key of ours: it stands at the end of the short description."""

    def __init__(self, gate: Gate, inserting: Inserting) -> None:
        self._gate = gate
        self._inserting = inserting

    async def record(self, chat: Chat, *, key: str) -> str:
        ending = f" [{key}]"

        async def find() -> Row | None:
            query = f"short_descriptionENDSWITH{ending.strip()}^ORsys_id={own_id(key)}"
            rows = await self._gate.read("/table/interaction", ask.get(query, _FIELDS, 2))
            return next((row for row in rows if _is_of(row, ending.strip(), key)), None)

        with self._gate.budget():
            row = await self._inserting.once("interaction", _values(chat, ending), key, find, _FIELDS)
            if is_sys_id(chat.incident):
                await self._linked(value(row, "sys_id"), chat.incident, key)
        return value(row, "number")

    async def _linked(self, interaction: str, incident: str, key: str) -> None:
        try:
            await self._link(interaction, incident, key)
        except Refused as error:
            _log.warning("interaction not linked: %s", error.detail)

    async def _link(self, interaction: str, incident: str, key: str) -> None:
        values = {"interaction": interaction, "document_table": "incident", "document_id": incident}

        async def find() -> Row | None:
            query = equal(interaction=interaction, document_id=incident)
            rows = await self._gate.read("/table/interaction_related_record", ask.get(query, _LINK, 1))
            return next((row for row in rows if value(row, "document_id") == incident), None)

        row = {**values, "type": "task", "task": incident}
        await self._inserting.once("interaction_related_record", row, f"{key}-link", find, _LINK)


def _is_of(row: Row, ending: str, key: str) -> bool:
    return value(row, "short_description").endswith(ending) or value(row, "sys_id") == own_id(key)


def _values(chat: Chat, ending: str) -> dict[str, str]:
    heading = one_line(chat.short_description) or "Chat"
    return {
        "type": "chat",
        "channel": "chat",
        "state": "closed_abandoned" if chat.abandoned else "closed_complete",
        "opened_for": chat.opened_for if is_sys_id(chat.opened_for) else "",
        "opened_at": stamp(chat.opened_at),
        "closed_at": stamp(chat.closed_at),
        "short_description": cut(heading, _LONGEST - len(ending)) + ending,
        "work_notes": clean(f"Channel: {chat.channel}\nOutcome: {chat.outcome}\n\n{chat.transcript}"),
    }
