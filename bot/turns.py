"""Turns: each done once, one at a time per conversation, whole or not at all."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.engine import featurizer_of
from bot.loud import TurnDoneBefore, TurnFailed
from bot.replies import WholeMessages, replayed, understood
from bot.said import pressed, shown, words
from wire.convert import to_json
from wire.turn import TurnReply, TurnRequest

log = logging.getLogger("bot.turns")


class Turns:
    """Does turns with one agent. ``release`` names the release the answers came from."""

    def __init__(self, agent: Agent, *, release: str = "") -> None:
        self._agent = agent
        self._featurizer = featurizer_of(agent)
        self._release = release
        self._running: dict[tuple[str, str], asyncio.Task[TurnReply]] = {}
        self._last: dict[str, asyncio.Task[TurnReply]] = {}

    async def take(self, request: TurnRequest) -> TurnReply:
        """The reply to this turn. Asked again, also while it is being done, the same reply, ``replayed``.

        Raises Unknown for a payload that means nothing, TurnFailed when an action or a policy failed: then
        nothing was saved and the turn may be asked again.
        """
        key = (request.conversation, request.id)
        running = self._running.get(key)
        if running is not None:
            return replace(await asyncio.shield(running), replayed=True)
        before = self._last.get(request.conversation)
        task = asyncio.ensure_future(self._in_order(request, before))
        self._running[key] = self._last[request.conversation] = task
        task.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.shield(task)  # a caller that hangs up does not cut a turn in half

    def _forget(self, key: tuple[str, str], done: asyncio.Task[TurnReply]) -> None:
        self._running.pop(key, None)
        if self._last.get(key[0]) is done:
            del self._last[key[0]]
        if not done.cancelled():
            done.exception()  # it was raised to whoever waited; nobody waiting is not an error

    async def _in_order(self, request: TurnRequest, before: asyncio.Task[TurnReply] | None) -> TurnReply:
        if before is not None:
            await asyncio.wait([before])
        return await self._done(request)

    async def _done(self, request: TurnRequest) -> TurnReply:
        out = WholeMessages()
        parse = {**await self._understood(request), "release": self._release}  # kept with the message
        message = UserMessage(
            shown(request), out, request.conversation, parse_data=parse, input_channel="desk",
            message_id=request.id, metadata=to_json(request.context),
        )
        try:
            await self._agent.handle_message(message)
        except TurnDoneBefore as before:
            said, nlu, release = replayed(before.tracker, request.id)
            return TurnReply(request.id, said, nlu, release or self._release, replayed=True)
        return TurnReply(request.id, out.said, understood(parse), self._release)

    async def _understood(self, request: TurnRequest) -> dict[str, Any]:
        processor = self._agent.processor
        if request.kind != "text":
            return pressed(request, processor.domain.intents)
        said = words(request.text)
        await self._featurizer.look_ahead(said)
        parse: dict[str, Any] = await processor.parse_message(UserMessage(said))
        parse["text"] = request.text
        return parse


__all__ = ["TurnFailed", "Turns"]
