"""Delivers work to the ticket system until it is done or refused, whatever is killed in between."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import timedelta

import structlog

from desk import affected, approving, chat_record, work_words
from desk.core.backoff import delay
from desk.core.events import NewEvent
from desk.decisions import Decisions
from desk.desk import Desk
from desk.filing import Filed, Filing, is_told
from desk.store import conversations, log, outbox
from desk.store.database import Busy
from desk.store.outbox import Parcel
from desk.work import GRACE, KIND, tell_number
from itsm.chats import Chats
from itsm.errors import IllegalMove, ItsmError, NotFound, Refused
from itsm.trouble import Trouble

_AT_ONCE = 4

slog = structlog.get_logger("desk.work")


class WorkOutbox:
    """Delivers what lies in the outbox, with back-off: in order within a conversation, and so within a
    ticket. What is refused is a dead letter, which a lead sees, mends and sends again."""

    def __init__(
        self, desk: Desk, filing: Filing, chats: Chats | None = None, trouble: Trouble | None = None
    ) -> None:
        self._desk = desk
        self._filing = filing
        self._chats = chats
        self._trouble = trouble
        self._decisions = Decisions(desk, filing.catalogue)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.deliver_due()
            except Busy:
                slog.warning("database busy")
            try:
                async with asyncio.timeout(1.0):
                    await self._desk.work_wanted.wait()
            except TimeoutError:
                continue
            self._desk.work_wanted.clear()

    async def deliver_due(self) -> None:
        """Try everything whose time has come."""
        async with self._desk.db.read() as connection:
            parcels = await outbox.heads(connection, KIND, self._desk.now())
        # Each is another conversation's: a slow one keeps nobody else's work waiting.
        for start in range(0, len(parcels), _AT_ONCE):
            await asyncio.gather(*(self._deliver(parcel) for parcel in parcels[start : start + _AT_ONCE]))

    async def _deliver(self, parcel: Parcel) -> None:
        async with self._desk.db.write() as connection:
            await outbox.begun(connection, parcel.key, self._desk.now() + GRACE)
        if parcel.payload.get("operation") == chat_record.OPERATION:
            await self._record(parcel)
        elif parcel.payload.get("operation") == affected.OPERATION:
            await self._note(parcel)
        elif parcel.payload.get("operation") == approving.OPERATION:
            await self._decide(parcel)
        else:
            await self._open(parcel)

    async def _record(self, parcel: Parcel) -> None:
        """Nobody waits for it: a refusal is for the log only."""
        async with self._desk.db.read() as connection:
            c = await conversations.must_get(connection, parcel.conversation)
            events = await log.events_of(connection, parcel.conversation)
        state, result = "done", {"number": ""}
        try:
            if self._chats is not None:
                result["number"] = await self._chats.record(chat_record.record(c, events), key=parcel.key)
        except Refused as error:
            slog.error("chat not recorded", key=parcel.key, why=error.detail[:200])
            state, result = "dead", {"why": error.detail[:300]}
        except ItsmError as error:
            await self._later(parcel, error)
            return
        async with self._desk.db.write() as connection:
            await outbox.settle(connection, parcel.key, state, result)

    async def _note(self, parcel: Parcel) -> None:
        """Nobody waits for it, and an incident that has ended needs it no more."""
        state, result = "done", {"number": str(parcel.payload["incident"])}
        try:
            if self._trouble is not None:
                await self._trouble.affected(result["number"], parcel.payload["text"], key=parcel.key)
        except (NotFound, IllegalMove) as error:
            result["why"] = error.detail[:300]
        except Refused as error:
            slog.error("affected not noted", key=parcel.key, why=error.detail[:200])
            state, result = "dead", {"why": error.detail[:300]}
        except ItsmError as error:
            await self._later(parcel, error)
            return
        async with self._desk.db.write() as connection:
            await outbox.settle(connection, parcel.key, state, result)

    async def _decide(self, parcel: Parcel) -> None:
        try:
            await self._decisions.deliver(parcel)
        except ItsmError as error:
            await self._later(parcel, error)

    async def _later(self, parcel: Parcel, error: ItsmError) -> None:
        slog.warning("work postponed", key=parcel.key, why=type(error).__name__)
        asked = getattr(error, "retry_after", None) or 0.0
        wait = max(asked, delay(parcel.attempts + 1, first=1.0, most=60.0))
        async with self._desk.db.write() as connection:
            await outbox.postpone(connection, parcel.key, self._desk.now() + timedelta(seconds=wait))

    async def _open(self, parcel: Parcel) -> None:
        try:
            filed = await self._filing.file(parcel.payload, key=parcel.key)
        except (Refused, ValueError) as error:
            slog.error("work refused", key=parcel.key, why=str(error)[:200])
            await self._refused(parcel, str(error))
        except ItsmError as error:
            if await self._waits_in_vain(parcel):
                await self._refused(parcel, "the ticket it belongs to was refused")
            else:
                await self._later(parcel, error)
        else:
            await self._done(parcel, filed)

    async def _waits_in_vain(self, parcel: Parcel) -> bool:
        """A problem whose ticket was refused: time does not help, and later work must not wait behind it."""
        ticket = str((parcel.payload.get("payload") or {}).get("opened_with") or "")
        async with self._desk.db.read() as connection:
            found = await outbox.get(connection, ticket) if ticket else None
        return found is not None and found.state == "dead"

    async def _done(self, parcel: Parcel, filed: Filed) -> None:
        result = asdict(filed)
        async with self._desk.db.write() as connection:
            if not await outbox.settle(connection, parcel.key, "done", result):
                return  # the bot's own reply was quicker and told the number
            c = await conversations.get(connection, parcel.conversation)
            assert c is not None
            card = {**parcel.payload, "state": "done", **result}
            await self._desk.append(connection, c, [NewEvent("work", "desk", card)])
            if is_told(str(card.get("operation", ""))):
                await tell_number(self._desk, connection, c, card)
        await self._desk.published(parcel.conversation)

    async def _refused(self, parcel: Parcel, why: str) -> None:
        async with self._desk.db.write() as connection:
            if not await outbox.settle(connection, parcel.key, "dead", {"why": why[:300]}):
                return
            c = await conversations.get(connection, parcel.conversation)
            assert c is not None
            card = {**parcel.payload, "state": "refused", "reason": why[:300]}
            # Once is enough: a letter that was mended in vain is still with the lead.
            silent = parcel.payload.get("told_refused") or not is_told(str(card.get("operation", "")))
            said = [] if silent else [work_words.refused(self._desk, card)]
            await self._desk.append(connection, c, [NewEvent("work", "desk", card), *said])
        await self._desk.published(parcel.conversation)
