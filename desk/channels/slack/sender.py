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

from desk.channels.slack import render
from desk.channels.slack.api import Limited, Rejected, SlackApi, Unreachable
from desk.channels.slack.inbound import Address
from desk.channels.slack.parcels import KIND
from desk.channels.slack.render import Post
from desk.core.backoff import delay
from desk.core.events import Event
from desk.desk import Desk
from desk.store import buttons, conversations, log, outbox
from desk.store.database import Busy
from desk.store.outbox import Parcel
from desk.switchboard import PERSON

_AT_ONCE = 8
_LOOK_S = 1.0
# The app's own set-up is wrong: nothing can be sent until somebody mends it, and then everything can.
_OUR_FAULT = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
     "no_permission", "access_denied", "org_login_required", "ekm_access_denied"}
)  # fmt: skip
_BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})

slog = structlog.get_logger("desk.slack")


class SlackSender:
    """Posts what waits; one task per conversation, so that a slow one holds up nobody else."""

    def __init__(self, desk: Desk, api: SlackApi) -> None:
        self._desk = desk
        self._api = api
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._paused: dict[str, datetime] = {}
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
            await self._api.close()

    async def _news(self) -> None:
        try:
            await asyncio.wait_for(self._desk.send_wanted.wait(), _LOOK_S)
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
            result = await self._send(parcel)
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

    async def _send(self, parcel: Parcel) -> dict[str, Any]:
        """Slack's answer in short; empty when there was nothing to send."""
        payload = parcel.payload
        if "say" in payload:
            address = Address(**payload["address"])
            self._must_not_be_paused(address.channel)
            return await self._post(address, render.say(payload["say"]), parcel, private=True)
        address, event = await self._event(parcel)
        if "freeze" in payload:
            return await self._freeze(event, payload["freeze"])
        control = await self._control(event)
        post = render.render(event, control=control)
        if post is None:
            return {}
        self._must_not_be_paused(address.channel)
        return await self._post(address, post, parcel, private=post.private)

    async def _post(self, address: Address, post: Post, parcel: Parcel, *, private: bool) -> dict[str, Any]:
        """In a channel, private words are shown to this person only."""
        body: dict[str, Any] = {
            "channel": address.channel,
            "text": post.text,
            "blocks": post.blocks,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        method = "chat.postMessage"
        if address.thread:
            body["thread_ts"] = address.thread
            if private:
                method, body["user"] = "chat.postEphemeral", address.user
        if method == "chat.postMessage":
            facts = {"conversation": parcel.conversation, "seq": parcel.payload.get("seq", 0)}
            body["metadata"] = {"event_type": "firstline", "event_payload": facts}
        try:
            answer = await self._api.post(method, body)
        except Rejected as error:
            if error.code not in _BLOCKS_REFUSED:
                raise
            slog.error("slack refused blocks", key=parcel.key, code=error.code)
            answer = await self._api.post(method, {k: v for k, v in body.items() if k != "blocks"})
        return {"channel": address.channel, "ts": answer.get("ts") or answer.get("message_ts", "")}

    async def _freeze(self, event: Event, pressed: dict[str, str]) -> dict[str, Any]:
        post = render.render(event, chosen=pressed["button"])
        if post is None:
            return {}
        self._must_not_be_paused(pressed["channel"])
        where = {"channel": pressed["channel"], "ts": pressed["ts"]}
        await self._api.post("chat.update", {**where, "text": post.text, "blocks": post.blocks})
        return where

    async def _event(self, parcel: Parcel) -> tuple[Address, Event]:
        seq = int(parcel.payload["seq"])
        async with self._desk.db.read() as connection:
            c = await conversations.get(connection, parcel.conversation)
            event, *_ = await log.events_of(connection, parcel.conversation, seq - 1)
        assert c is not None
        return Address(**c.address), event

    async def _control(self, event: Event) -> list[dict[str, str]]:
        """The welcome keeps "Talk to a person": it works whether or not the bot does."""
        if event.data.get("key") != "welcome":
            return []
        async with self._desk.db.write() as connection:
            kept = await buttons.with_payload(connection, event.conversation, PERSON)
            if kept:
                return [{"id": kept.id, "title": kept.title}]
            title = self._desk.words("label_talk_to_person")
            return await buttons.store(connection, event.conversation, [(title, PERSON)])

    def _must_not_be_paused(self, channel: str) -> None:
        """Raises Limited while Slack wants no call for this channel, whoever made too many."""
        left = (self._paused.get(channel, self._desk.now()) - self._desk.now()).total_seconds()
        if left > 0:
            raise Limited(left)
        self._paused.pop(channel, None)

    async def _limited(self, parcel: Parcel, seconds: float) -> None:
        until = self._desk.now() + timedelta(seconds=seconds)
        self._paused[await self._channel(parcel)] = until
        slog.info("slack wants a pause", key=parcel.key, seconds=round(seconds, 1))
        await self._postpone(parcel, until)

    async def _channel(self, parcel: Parcel) -> str:
        if "say" in parcel.payload:
            return str(parcel.payload["address"]["channel"])
        return (await self._event(parcel))[0].channel

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
