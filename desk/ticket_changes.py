"""What happened to somebody's ticket elsewhere is told to them once, where they wrote last.

The ticket system is asked every few seconds; a hook only makes it sooner. What a person has been told is
written in the transaction that tells them, so a crash in between tells nobody twice and nothing never.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

import structlog

from desk.desk import Desk, notice
from desk.reach import reached
from desk.store import told
from desk.store.database import Busy
from itsm.changes import Known, News, TicketChanges, known_of, news
from itsm.cursor import Cursor
from itsm.errors import ItsmError
from itsm.tickets import Ticket

EVERY_S = 15.0
"""News reach people within a minute, also when one look fails."""
_NAME = "incident"
_NEW = Known("new")

slog = structlog.get_logger("desk.ticket_changes")


class TicketChangesWatch:
    """Looks again and again; ``changes`` is None for a desk without a ticket system to ask."""

    def __init__(self, desk: Desk, changes: TicketChanges | None) -> None:
        self._desk = desk
        self._changes = changes

    async def run(self) -> None:
        """Until cancelled."""
        while self._changes is not None:
            try:
                await self.look()
            except (ItsmError, Busy) as error:
                slog.warning("ticket changes not read", why=type(error).__name__)
            try:
                await asyncio.wait_for(self._desk.changes_wanted.wait(), EVERY_S)
            except TimeoutError:
                continue
            self._desk.changes_wanted.clear()

    async def look(self) -> None:
        """Tell everything that is new now. Raises Unavailable, Busy."""
        if self._changes is None:
            return
        cursor = await self._cursor()
        while True:
            tickets, after = await self._changes.since(cursor)
            for ticket in tickets:
                await self._tell(ticket)
            if after != cursor:
                async with self._desk.db.write() as connection:
                    await told.keep_cursor(connection, _NAME, after.to_json())
            if not tickets:
                return
            cursor = after

    async def _cursor(self) -> Cursor:
        """Where reading goes on; a desk that never read starts now."""
        async with self._desk.db.write() as connection:
            kept = await told.cursor(connection, _NAME)
            if kept is not None:
                return Cursor.from_json(kept)
            start = Cursor(self._desk.now().replace(microsecond=0))
            await told.keep_cursor(connection, _NAME, start.to_json())
            return start

    async def _tell(self, ticket: Ticket) -> None:
        async with self._desk.db.write() as connection:
            kept = await told.known(connection, ticket.sys_id)
            fresh = news(_known(kept) if kept else _NEW, ticket)
            c = await reached(self._desk, connection, ticket.caller) if fresh.is_any else None
            await told.keep(connection, ticket.sys_id, ticket.number, asdict(known_of(ticket)))
            if c is None:
                return
            said = notice(self._words(fresh), "ticket_news", number=ticket.number, state=ticket.state)
            await self._desk.append(connection, c, [said])
        await self._desk.published(c.id)

    def _words(self, fresh: News) -> str:
        ticket, words = fresh.ticket, self._desk.words
        about = {"number": ticket.number, "short": ticket.short_description}
        lines = [words("ticket_news", **about)]
        if fresh.assigned:
            lines.append(words("ticket_news_assigned", assigned=fresh.assigned))
        lines += [words("ticket_news_comment", by=c.by, text=c.text) for c in fresh.comments]
        if fresh.state:
            lines.append(words(f"ticket_news_{fresh.state}"))
        return "\n".join(lines)


def _known(kept: dict[str, Any]) -> Known:
    return Known(**{**kept, "comments": tuple(kept["comments"])})
