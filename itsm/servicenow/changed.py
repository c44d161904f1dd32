"""Rows that changed after a cursor, in order, each change once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from itsm.cursor import Change, Cursor
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.rows import Row, moment, value

_PAGE, _MOST = 200, 10_000
MARKS = ("sys_id", "sys_updated_on", "sys_mod_count")


async def changed_rows(
    gate: Gate, table: str, cursor: Cursor, fields: Sequence[str], *, only: str = "", limit: int = 100
) -> tuple[list[Row], Cursor]:
    """Up to ``limit`` rows and the cursor after them. ``only`` narrows: an encoded query of ours."""
    start, page = cursor.since, _PAGE
    while True:
        query = f"sys_updated_on>={stamp(start)}{only}^ORDERBYsys_updated_on^ORDERBYsys_id"
        rows = await gate.read(f"/table/{table}", ask.get(query, [*MARKS, *fields], page))
        new = [(row, change) for row in rows if cursor.is_new(change := change_of(row))][:limit]
        if new or len(rows) < page:
            return [row for row, _ in new], cursor.after([change for _, change in new])
        # A whole page that was read before: go on from its last second, or with a larger page.
        last = change_of(rows[-1]).at
        start, page = (last, page) if last > start else (start, min(page * 4, _MOST))
        if page == _MOST:
            return [], cursor


def change_of(row: Row) -> Change:
    count = value(row, "sys_mod_count")
    return Change(value(row, "sys_id"), moment(value(row, "sys_updated_on")), int(count) if count else 0)


def stamp(at: datetime) -> str:
    """A time as ServiceNow writes it, in UTC."""
    return at.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
