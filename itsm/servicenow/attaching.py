"""Files of a record: each name and content once, and the full text of what the server cut off."""

from __future__ import annotations

import hashlib
import logging
import re

from itsm.errors import ItsmError, Refused, UnknownOutcome
from itsm.incident import MOST_BYTES, File
from itsm.limits import Texts, clean
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.query import equal
from itsm.servicenow.rows import Row, value

_ATTACHMENT = "/attachment"
_FULL_TEXT = "full-text.txt"
_FIELDS = ("sys_id", "file_name", "size_bytes", "hash", "table_sys_id")
_NOT_IN_NAMES = re.compile(r"[^\w .()+-]")
_MEDIA = re.compile(r"[a-z]+/[a-z0-9.+-]+(; ?charset=[a-z0-9-]+)?")
_log = logging.getLogger(__name__)


class Attaching:
    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def once(self, sys_id: str, file: File) -> None:
        """Attach it unless it is there. Raises Refused, Unavailable, UnknownOutcome."""
        if not 0 < len(file.content) <= MOST_BYTES:
            raise Refused("attachment: empty or too large")
        name = safe_name(file.name)
        if await self._is_there(sys_id, name, file.content):
            return
        media = file.media_type if _MEDIA.fullmatch(file.media_type) else "application/octet-stream"
        work = ask.upload("incident", sys_id, name, media, file.content)
        try:
            await self._gate.write(_ATTACHMENT, work, keep_s=1.0)
        except UnknownOutcome:
            if not await self._is_there(sys_id, name, file.content):
                raise

    async def keep_whole(self, row: Row, texts: Texts) -> None:
        """Keep the full text as a file when the server kept less of it than it was sent."""
        sent = (texts.short_description, texts.description)
        kept = (value(row, "short_description"), value(row, "description"))
        if not any(text != got and text.startswith(got) for text, got in zip(sent, kept, strict=True)):
            return
        whole = f"{texts.short_description}\n\n{texts.description}".encode()
        await self._keep(row, whole)

    async def _keep(self, row: Row, whole: bytes) -> None:
        try:
            await self.once(value(row, "sys_id"), File(_FULL_TEXT, "text/plain", whole))
        except ItsmError as error:
            _log.warning("full text not attached to %s: %s", value(row, "number"), type(error).__name__)

    async def _is_there(self, sys_id: str, name: str, content: bytes) -> bool:
        query = equal(table_sys_id=sys_id, file_name=name)
        rows = await self._gate.read(_ATTACHMENT, ask.get(query, _FIELDS, 20))
        same = [r for r in rows if value(r, "table_sys_id") == sys_id and value(r, "file_name") == name]
        return any(_holds(row, content) for row in same)


def safe_name(name: str) -> str:
    """A file name without folders, control characters or signs of a query; at most 100 characters."""
    last = clean(name).replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = _NOT_IN_NAMES.sub("_", last).strip(" .").rpartition(".")
    if not dot:
        whole = ending[:100] or "file"
        return "file" if whole.upper() == "NULL" else whole
    return f"{stem.strip()[: 99 - len(ending[:20])]}.{ending[:20]}"


def _holds(row: Row, content: bytes) -> bool:
    digest = value(row, "hash")
    if digest:
        return digest == hashlib.sha256(content).hexdigest()
    return value(row, "size_bytes") == str(len(content))
