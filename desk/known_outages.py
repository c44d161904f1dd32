"""What the ticket system says is down, read beside the turns so that no turn waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from itsm.errors import ItsmError
from itsm.trouble import Outage, Trouble
from wire.turn import Notice

EVERY_S = 60.0
_BELIEVED = timedelta(minutes=15)
"""How long the last answer counts while the ticket system gives no other."""

slog = structlog.get_logger("desk.known_outages")


class KnownOutages:
    """Asks once a minute; ``trouble`` is None for a desk without a ticket system to ask."""

    def __init__(self, now: Callable[[], datetime], trouble: Trouble | None) -> None:
        self._now = now
        self._trouble = trouble
        self._read_at: datetime | None = None
        self._found: tuple[Outage, ...] = ()

    async def run(self) -> None:
        """Until cancelled."""
        while self._trouble is not None:
            await self.look()
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Ask now. What was known stays when there is no answer."""
        if self._trouble is None:
            return
        now = self._now()
        try:
            self._found = await self._trouble.outages(now)
        except ItsmError as error:
            slog.warning("outages not read", why=type(error).__name__)
        else:
            self._read_at = now

    def current(self) -> list[Notice]:
        """What is down now, the newest first; nothing once the last answer is too old to believe."""
        now = self._now()
        if self._read_at is None or now - self._read_at > _BELIEVED:
            return []
        return [_notice(o) for o in self._found if o.end is None or o.end >= now]


def _notice(outage: Outage) -> Notice:
    return Notice(
        id=outage.number,
        service=outage.service,
        text=outage.text,
        kind=outage.kind,
        since=outage.begin.isoformat(),
        incident=outage.incident,
        until=outage.end.isoformat() if outage.end else "",
    )
