"""A running desk by HTTP, as a chat window uses it: sign in, open, write, press, listen."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx

Line = dict[str, Any]
PRACTICE = ("admin", "admin")  # the sandbox's demo account


@dataclass(frozen=True)
class Heard:
    """One line of a conversation's stream; ``at`` is time.perf_counter()'s seconds."""

    at: float
    line: Line

    @property
    def seq(self) -> int:
        return int(self.line["seq"])

    @property
    def is_reply(self) -> bool:
        return bool(self.line["kind"] == "reply")


def client(desk: str, *, most: int = 1000) -> httpx.AsyncClient:
    """One client for many windows: each window's stream keeps a connection of its own."""
    limits = httpx.Limits(max_connections=most, max_keepalive_connections=most)
    return httpx.AsyncClient(base_url=desk, trust_env=False, timeout=30, limits=limits)


async def people(sandbox: str, *, limit: int = 1000) -> list[dict[str, str]]:
    """Everybody the practice ServiceNow knows: sys_id, user_name, name."""
    query = {"sysparm_query": "active=true^user_name!=admin^ORDERBYuser_name", "sysparm_limit": str(limit)}
    async with httpx.AsyncClient(trust_env=False, auth=PRACTICE) as http:
        answer = await http.get(f"{sandbox}/api/now/table/sys_user", params=query)
    return list(answer.raise_for_status().json()["result"])


async def token_of(http: httpx.AsyncClient, person: str) -> str:
    """The demo page's word for who somebody is. ``person`` is a sys_id."""
    answer = await http.post("/demo/sign-in", json={"person": person})
    return str(answer.raise_for_status().json()["token"])


class Window:
    """One conversation. What its stream says is kept in ``heard``; it reconnects by itself."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}
        self._count = 0
        self._news = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self.conversation = ""
        self.holder = "BOT"
        self.heard: list[Heard] = []

    async def open(self) -> Window:
        """Open a conversation and listen; returns when the stream's first line is there."""
        answer = await self._http.post("/api/conversations", headers=self._headers)
        self.conversation = answer.raise_for_status().json()["id"]
        self._listening = asyncio.create_task(self._listen())
        await self.something_new(10)
        return self

    async def leave(self) -> None:
        if self._listening:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening

    async def write(self, text: str) -> int:
        """The number the desk gave the message. Raises httpx.HTTPError when it was not taken."""
        return await self._send({"text": text})

    async def press(self, button: str) -> int:
        """The same for a button; ``button`` is the id that came with it."""
        return await self._send({"button": button})

    def reply_after(self, seq: int) -> Heard | None:
        """The first words of the bot after the message with this number."""
        return next((one for one in self.heard if one.seq > seq and one.is_reply), None)

    async def answered(self, seq: int, seconds: float) -> Heard | None:
        """Wait for them; None when they do not come in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (found := self.reply_after(seq)) is None:
                    await self._something()
                return found
        return None

    async def something_new(self, seconds: float) -> bool:
        """Wait for the next line or change of holder; False when none came in time."""
        try:
            async with asyncio.timeout(seconds):
                await self._something()
        except TimeoutError:
            return False
        return True

    async def _something(self) -> None:
        await self._news.wait()
        self._news.clear()

    async def _send(self, body: Mapping[str, str]) -> int:
        self._count += 1
        path = f"/api/conversations/{self.conversation}/messages"
        sent = {**body, "client_message_id": f"{self._count}"}
        answer = await self._http.post(path, json=sent, headers=self._headers)
        return int(answer.raise_for_status().json()["seq"])

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                await self._stream()
            await asyncio.sleep(0.2)

    async def _stream(self) -> None:
        after = self.heard[-1].seq if self.heard else 0
        path = f"/api/conversations/{self.conversation}/events?after={after}"
        async with self._http.stream("GET", path, headers=self._headers) as response:
            response.raise_for_status()
            name = ""
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    self._take(name, time.perf_counter(), json.loads(line[6:]))

    def _take(self, name: str, at: float, data: Line) -> None:
        if name == "message":
            self.heard.append(Heard(at, data))
        elif name != "status":
            return
        self.holder = data.get("holder") or self.holder
        self._news.set()
