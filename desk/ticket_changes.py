"""What happened to somebody's ticket elsewhere is told to them once, where they wrote last.

The ticket system is asked every few seconds; a hook only makes it sooner. What a person has been told is
written in the transaction that tells them, so a crash in between tells nobody twice and nothing never.
What people did to their ticket here is no news to them, but to those who watch it.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core.events import NewEvent
from desk.desk import Desk, notice
from desk.looking import again, read_on
from desk.own_changes import UnderWay, state_known
from desk.reach import reached
from desk.store import told
from itsm.changes import Known, News, TicketChanges, known_of, news
from itsm.tickets import Ticket

EVERY_S = 15.0
"""News reach people within a minute, also when one look fails."""
_NAME = "incident"
_NEW = Known("new")


class TicketChangesWatch:
    """Looks again and again; ``changes`` is None for a desk without a ticket system to ask."""

    def __init__(self, desk: Desk, changes: TicketChanges | None) -> None:
        self._desk = desk
        self._changes = changes

    async def run(self) -> None:
        """Until cancelled."""
        if self._changes is not None:
            await again("ticket changes", self.look, EVERY_S, self._desk.changes_wanted)

    async def look(self) -> None:
        """Tell everything that is new now. Raises Unavailable, Busy."""
        if self._changes is not None:
            await read_on(self._desk, _NAME, self._changes.since, self._told)

    async def _told(self, ticket: Ticket) -> bool:
        """False while it is not known yet what of it is news."""
        try:
            async with self._desk.db.write() as connection:
                heard = await self._tell(connection, ticket)
        except UnderWay:
            return False
        for conversation in filter(None, heard):
            await self._desk.published(conversation)
        return True

    async def _tell(self, connection: AsyncConnection, ticket: Ticket) -> list[str]:
        """The conversations in which it was told. Raises UnderWay."""
        kept = await told.known(connection, ticket.sys_id)
        known = _known(kept) if kept else _NEW
        mine = news(replace(known, state=await state_known(connection, known, ticket)), ticket)
        await told.keep(connection, ticket.sys_id, ticket.number, asdict(known_of(ticket)))
        heard = [await self._tell_caller(connection, mine)] if mine.is_any else []
        fresh = news(known, ticket)
        return heard + [await self._tell_watcher(connection, fresh, who) for who in _watchers(fresh)]

    async def _tell_caller(self, connection: AsyncConnection, fresh: News) -> str:
        ticket = fresh.ticket
        said = notice(self._words(fresh), "ticket_news", number=ticket.number, state=ticket.state)
        return await self._say(connection, ticket.caller, said)

    async def _tell_watcher(self, connection: AsyncConnection, fresh: News, person: str) -> str:
        """The state alone: comments were written to the caller."""
        ticket, words = fresh.ticket, self._desk.words
        head = words("ticket_watched", number=ticket.number, short=ticket.short_description)
        text = f"{head}\n{words(f'ticket_news_{fresh.state}')}"
        return await self._say(connection, person, notice(text, "ticket_watched", number=ticket.number))

    async def _say(self, connection: AsyncConnection, person: str, said: NewEvent) -> str:
        """The conversation it was said in; "" for somebody who never wrote to this desk."""
        c = await reached(self._desk, connection, person)
        if c is None:
            return ""
        await self._desk.append(connection, c, [said])
        return c.id

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


def _watchers(fresh: News) -> list[str]:
    """Who hears of a new state besides the caller; each once, however often they are on the list."""
    ticket = fresh.ticket
    return [who for who in dict.fromkeys(ticket.watchers) if who != ticket.caller] if fresh.state else []


def _known(kept: dict[str, Any]) -> Known:
    return Known(**{**kept, "comments": tuple(kept["comments"])})
