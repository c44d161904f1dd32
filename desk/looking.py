"""How the desk looks at the ticket system: again and again, each time from where it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from desk.desk import Desk
from desk.store import told
from desk.store.database import Busy
from itsm.cursor import Cursor
from itsm.errors import ItsmError

Row = TypeVar("Row")
Read = Callable[[Cursor], Awaitable[tuple[tuple[Row, ...], Cursor]]]
_PATIENCE_S = 15.0
"""Between two looks at a ticket system that did not answer."""

slog = structlog.get_logger("desk.looking")


async def again(
    what: str, look: Callable[[], Awaitable[None]], every_s: float, wanted: asyncio.Event
) -> None:
    """Until cancelled; sooner when it is ``wanted``."""
    while True:
        wait_s = every_s
        try:
            await look()
        except (ItsmError, Busy) as error:
            slog.warning("not read", what=what, why=type(error).__name__)
            wait_s = max(every_s, _PATIENCE_S)
        try:
            async with asyncio.timeout(wait_s):
                await wanted.wait()
        except TimeoutError:
            continue
        wanted.clear()


async def read_on(
    desk: Desk, name: str, read: Read[Row], tell: Callable[[Row], Awaitable[bool | None]]
) -> None:
    """Tell everything that changed since the last time, in order. After a crash some of it is given again, so
    ``tell`` has to know what it said. Where it answers False, it could not be told yet, and is read once
    more. Raises Unavailable, Busy."""
    cursor, complete = await _cursor(desk, name), True
    while True:
        rows, after = await read(cursor)
        for row in rows:
            complete = await tell(row) is not False and complete
        if complete and after != cursor:
            async with desk.db.write() as connection:
                await told.keep_cursor(connection, name, after.to_json())
        if not rows:
            return
        cursor = after


async def _cursor(desk: Desk, name: str) -> Cursor:
    """Where reading goes on; a desk that never read starts now."""
    async with desk.db.write() as connection:
        kept = await told.cursor(connection, name)
        if kept is not None:
            return Cursor.from_json(kept)
        start = Cursor(desk.now().replace(microsecond=0))
        await told.keep_cursor(connection, name, start.to_json())
        return start
