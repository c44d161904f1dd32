"""Brings an approver's decision to the ticket system and tells them what it is then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core.conversation import Conversation
from desk.core.events import NewEvent
from desk.core.outcome import conclude
from desk.desk import Desk, fact, notice
from desk.store import asked as store
from desk.store import conversations, log, outbox
from desk.store.outbox import Parcel
from itsm.catalogue import Approval, Catalogue
from itsm.errors import Refused

slog = structlog.get_logger("desk.decisions")


class Decisions:
    """What the outbox does with a decision. ``catalogue`` is None for a desk without one."""

    def __init__(self, desk: Desk, catalogue: Catalogue | None) -> None:
        self._desk = desk
        self._catalogue = catalogue

    async def deliver(self, parcel: Parcel) -> None:
        """Once, and told. Raises Unavailable or UnknownOutcome when it has to be tried again."""
        wanted = parcel.payload["payload"]
        try:
            now = await self._decided(wanted)
        except Refused as error:
            slog.error("decision refused", key=parcel.key, why=error.detail[:200])
            await self._refused(parcel, wanted, error.detail[:300])
        else:
            await self._done(parcel, wanted, now)

    async def _decided(self, wanted: Mapping[str, Any]) -> Approval | None:
        """The approval as it is afterwards, read again: somebody may have been quicker elsewhere."""
        if self._catalogue is None:
            raise Refused("no catalogue is set up")
        approval, approver = str(wanted["approval"]), str(wanted["approver"])
        try:
            await self._catalogue.decide(
                approval, wanted["verdict"], reason=str(wanted["reason"]), approver=approver
            )
        except Refused:
            now = await self._catalogue.approval(approval, approver=approver)
            if now is not None and now.state == "requested":
                raise
            return now
        return await self._catalogue.approval(approval, approver=approver)

    async def _done(self, parcel: Parcel, wanted: Mapping[str, Any], now: Approval | None) -> None:
        became = now.state if now else "not_needed"
        as_wanted = became == wanted["verdict"]
        card = {
            **parcel.payload,
            "state": "done" if as_wanted else "refused",
            "reason": "" if as_wanted else became,
        }
        key = f"approval_done_{became}" if as_wanted else f"approval_already_{became}"
        await self._tell(parcel, wanted, "done", card, key, became)
        self._desk.requests_wanted.set()

    async def _refused(self, parcel: Parcel, wanted: Mapping[str, Any], why: str) -> None:
        """A lead sees it among the dead letters and sends it again, so it stays on its way."""
        card = {**parcel.payload, "state": "refused", "reason": why}
        await self._tell(parcel, wanted, "dead", card, "approval_refused", "sent")

    async def _tell(
        self,
        parcel: Parcel,
        wanted: Mapping[str, Any],
        settled: str,
        card: dict[str, Any],
        key: str,
        state: str,
    ) -> None:
        result = {"number": card["number"], "sys_id": wanted["approval"], "why": card["reason"]}
        async with self._desk.db.write() as connection:
            if not await outbox.settle(connection, parcel.key, settled, result):
                return
            c = await conversations.must_get(connection, parcel.conversation)
            asked = await store.get(connection, str(wanted["approval"]))
            assert asked is not None
            await store.move(connection, asked, state)
            said = notice(
                self._desk.words(key, number=asked.number, asked_by=asked.asked_by), key, private=True
            )
            await self._desk.append(connection, c, [NewEvent("work", "desk", card), said])
            await self._came_to_decide(connection, c)
        await self._desk.published(parcel.conversation)

    async def _came_to_decide(self, connection: AsyncConnection, c: Conversation) -> None:
        """An episode of which nothing else came was no help that somebody walked away from."""
        if conclude(await log.events_of(connection, c.id)).outcome == "abandoned":
            ended = fact("outcome", outcome="information", deflection="none", topic=c.topic, by="desk")
            await self._desk.append(connection, c, [ended])
