"""When what was down works again, everybody who had it hears so once, where they wrote last.

Who has been told is written in the transaction that tells them, so a crash in between tells nobody twice
and nothing never.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core.conversation import Conversation, Holder
from desk.core.events import NewEvent
from desk.desk import Desk, notice
from desk.reach import reached
from desk.store import affected, buttons, notices
from desk.store.affected import Link
from desk.store.database import Busy
from itsm.errors import ItsmError
from itsm.trouble import Trouble

EVERY_S = 30.0

slog = structlog.get_logger("desk.trouble_over")


@dataclass(frozen=True)
class _Over:
    """What is over, "" for the words that the person heard; ``done`` is what was done about it, if known."""

    about: str = ""
    done: str = ""


class TroubleOverWatch:
    """Looks again and again, and at once when a lead ended a notice; ``trouble`` is None for a desk without
    a ticket system to ask."""

    def __init__(self, desk: Desk, trouble: Trouble | None) -> None:
        self._desk = desk
        self._trouble = trouble

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._desk.over_wanted.clear()
            try:
                await self.look()
            except Busy:
                slog.warning("database busy")
            try:
                async with asyncio.timeout(EVERY_S):
                    await self._desk.over_wanted.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Tell everybody who waits for something that is over now. Raises Busy."""
        async with self._desk.db.read() as connection:
            waiting = await affected.waiting(connection)
        by_outage = attrgetter("outage")
        for outage, links in groupby(sorted(waiting, key=by_outage), by_outage):
            try:
                over = await self._over(outage)
            except ItsmError as error:
                slog.warning("outage not read", outage=outage, why=type(error).__name__)
                continue
            if over:
                for link in links:
                    await self._tell(link, over)

    async def _over(self, outage: str) -> _Over | None:
        """None while it goes on, also when it cannot be seen."""
        async with self._desk.db.read() as connection:
            published = await notices.get(connection, outage)
        if published is not None:
            return _Over(published.text, published.done) if published.ended_at else None
        found = await self._trouble.outage(outage) if self._trouble else None
        return _Over() if found and found.end and found.end <= self._desk.now() else None

    async def _tell(self, link: Link, over: _Over) -> None:
        async with self._desk.db.write() as connection:
            if not await affected.told(connection, link, self._desk.now()):
                return
            c = await reached(self._desk, connection, link.person_id)
            if c is None:
                return
            await self._desk.append(connection, c, [await self._said(connection, c, link, over)])
        await self._desk.published(c.id)

    async def _said(self, connection: AsyncConnection, c: Conversation, link: Link, over: _Over) -> NewEvent:
        """The good news, and a button for whom it still hits; a person who helps needs no button."""
        words = self._desk.words
        lines = [words("trouble_over", about=over.about or link.about)]
        if over.done:
            lines.append(words("trouble_over_done", done=over.done))
        lines.append(words("trouble_over_still"))
        again = [(words("label_still_not_working"), f"/{link.flow}")]
        shown = again if link.flow and c.holder is Holder.BOT else []
        offered = await buttons.store(connection, c.id, shown)
        return notice("\n\n".join(lines), "trouble_over", offered, outage=link.outage)
