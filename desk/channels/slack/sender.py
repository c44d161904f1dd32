"""The way out: the outbox's parcels for Slack, in order within a conversation.

Slack has no idempotency: a post whose answer was lost, or a crash between Slack's answer and our note
of it, is posted again. That is the one window in which a message can be doubled; it is never lost.
Each post names conversation and number in its metadata, so that a doubled one can be told.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from desk.channels.slack.api import Limited, Rejected, SlackApi, Unreachable
from desk.channels.slack.parcels import KIND
from desk.channels.slack.poster import Poster
from desk.core.backoff import delay
from desk.desk import Desk
from desk.store import outbox
from desk.store.database import Busy
from desk.store.outbox import Parcel

_AT_ONCE = 8
_LOOK_S = 1.0
# The app's own set-up is wrong: nothing can be sent until somebody mends it, and then everything can.
_OUR_FAULT = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
     "no_permission", "access_denied", "org_login_required", "ekm_access_denied"}
)  # fmt: skip

slog = structlog.get_logger("desk.slack")


class SlackSender:
    """Posts what waits; one task per conversation, so that a slow one holds up nobody else."""

    def __init__(self, desk: Desk, api: SlackApi) -> None:
        self._desk = desk
        self._poster = Poster(desk, api)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._stopping = False

    async def run(self) -> None:
        """Until cancelled; what is being posted then is finished first, so that it is not posted twice."""
        try:
            while True:
                await self._start_due()
                await self._news()
        finally:
            self._stopping = True
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            await self._poster.close()

    async def _news(self) -> None:
        try:
            # Python 3.11's wait_for forgets a cancellation that comes with the news: it would never stop.
            async with asyncio.timeout(_LOOK_S):
                await self._desk.send_wanted.wait()
        except TimeoutError:
            return
        self._desk.send_wanted.clear()

    async def _start_due(self) -> None:
        try:
            async with self._desk.db.read() as connection:
                heads = await outbox.heads(connection, KIND, self._desk.now())
        except Busy:
            slog.warning("database busy")
            return
        for conversation in {head.conversation for head in heads} - self._tasks.keys():
            task = asyncio.create_task(self._drain(conversation))
            self._tasks[conversation] = task
            task.add_done_callback(partial(self._drained, conversation))

    def _drained(self, conversation: str, _task: asyncio.Task[None]) -> None:
        del self._tasks[conversation]
        # Something may have come in after the last look.
        self._desk.send_wanted.set()

    async def _drain(self, conversation: str) -> None:
        """Post a conversation's parcels, oldest first, until one must wait."""
        while not self._stopping:
            try:
                async with self._desk.db.read() as connection:
                    head = await outbox.waiting_for(connection, KIND, conversation)
                if head is None or head.next_at > self._desk.now():
                    return
                async with self._slots:
                    await self._deliver(head)
            except Busy:
                slog.warning("database busy")
                await asyncio.sleep(_LOOK_S)

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            result = await self._poster.send(parcel)
        except Limited as limited:
            await self._limited(parcel, limited.seconds)
        except Unreachable as error:
            await self._later(parcel, str(error))
        except Rejected as error:
            await self._rejected(parcel, error.code)
        except Busy:
            raise
        except Exception:
            # The gate of this task: one parcel that cannot be shown must not stop the others.
            slog.exception("parcel broke", key=parcel.key)
            await self._later(parcel, "broke")
        else:
            await self._settle(parcel, "done", result)

    async def _limited(self, parcel: Parcel, seconds: float) -> None:
        until = await self._poster.pause(parcel, seconds)
        slog.info("slack wants a pause", key=parcel.key, seconds=round(seconds, 1))
        await self._postpone(parcel, until)

    async def _rejected(self, parcel: Parcel, code: str) -> None:
        slog.error("slack refused", key=parcel.key, code=code)
        if code in _OUR_FAULT:
            await self._postpone(parcel, self._desk.now() + timedelta(minutes=1))
        else:
            await self._settle(parcel, "dead", {"code": code})

    async def _later(self, parcel: Parcel, why: str) -> None:
        slog.warning("not sent yet", key=parcel.key, why=why, attempts=parcel.attempts)
        wait = delay(parcel.attempts + 1, first=1.0, most=60.0)
        await self._postpone(parcel, self._desk.now() + timedelta(seconds=wait))

    async def _postpone(self, parcel: Parcel, until: datetime) -> None:
        async with self._desk.db.write() as connection:
            await outbox.postpone(connection, parcel.key, until)

    async def _settle(self, parcel: Parcel, state: str, result: dict[str, Any]) -> None:
        """Slack has it: whatever the database says, it must not be posted again for want of this note."""
        while True:
            try:
                async with self._desk.db.write() as connection:
                    await outbox.settle(connection, parcel.key, state, result)
                return
            except Busy:
                slog.warning("database busy", key=parcel.key)
                await asyncio.sleep(_LOOK_S)
