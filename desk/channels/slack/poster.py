"""One parcel as one call to Slack: what to post, where, and for whose eyes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog

from desk.channels.slack import render
from desk.channels.slack.api import Limited, Rejected, SlackApi
from desk.channels.slack.inbound import Address
from desk.channels.slack.render import Post
from desk.core.events import Event
from desk.desk import Desk
from desk.store import buttons, conversations, log
from desk.store.outbox import Parcel
from desk.waiting import PERSON

_BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})

slog = structlog.get_logger("desk.slack")


class Poster:
    """Calls Slack, except for a channel that Slack wants left alone for a while."""

    def __init__(self, desk: Desk, api: SlackApi) -> None:
        self._desk = desk
        self._api = api
        self._paused: dict[str, datetime] = {}

    async def send(self, parcel: Parcel) -> dict[str, Any]:
        """Slack's answer in short; empty when there was nothing to send. Raises what SlackApi raises."""
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

    async def pause(self, parcel: Parcel, seconds: float) -> datetime:
        """Leave this parcel's channel alone; returns until when."""
        until = self._desk.now() + timedelta(seconds=seconds)
        self._paused[await self._channel(parcel)] = until
        return until

    async def close(self) -> None:
        await self._api.close()

    async def _channel(self, parcel: Parcel) -> str:
        if "say" in parcel.payload:
            return str(parcel.payload["address"]["channel"])
        return (await self._event(parcel))[0].channel
