"""People at their windows, by HTTP: an employee with a stream, an agent with the console's forms."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Callable
from typing import Any

import httpx2 as httpx

Line = dict[str, Any]


class Employee:
    """Reads its stream all the time and reconnects by itself, as the widget does."""

    def __init__(self, desk: str, token: str = "") -> None:
        self.http = httpx.AsyncClient(base_url=desk, trust_env=False, timeout=10)
        if token:
            self.http.headers["Authorization"] = f"Bearer {token}"
        self.conversation = ""
        self.seen: list[Line] = []
        self.passing: list[tuple[str, Line]] = []
        self._count = 0
        self._news = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> Employee:
        answer = await self.http.post("/api/conversations")
        answer.raise_for_status()
        self.conversation = answer.json()["id"]
        self._reader = asyncio.create_task(self._read())
        return self

    async def leave(self) -> None:
        if self._reader:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
        await self.http.aclose()

    async def write(self, text: str) -> None:
        await self._send({"text": text})

    async def press(self, title: str) -> None:
        """Press the newest button whose title starts like this."""
        shown = [b for line in self.seen for b in line["buttons"]]
        found = [b["id"] for b in shown if b["title"].lower().startswith(title.lower())]
        assert found, f"no button {title!r} among {[b['title'] for b in shown]}"
        await self._send({"button": found[-1]})

    async def want_person(self) -> None:
        await self._post("person", {})

    async def hears(self, pattern: str, seconds: float = 20.0) -> Line:
        """The first line not heard before that matches; what came before it counts as heard."""
        return await self._until(lambda: self._next(pattern), pattern, seconds)

    async def is_asked(self, seconds: float = 20.0) -> list[str]:
        """Wait for the next line with buttons; their titles."""
        return [b["title"] for b in (await self._until(self._next_asked, "a question", seconds))["buttons"]]

    async def is_answered(self, text: str, seconds: float = 20.0) -> Line:
        """Wait for the bot's own first words after this message; a notice of the desk is none."""
        return await self._until(lambda: self._answer_to(text), f"an answer to {text!r}", seconds)

    def _answer_to(self, text: str) -> Line | None:
        asked = next((line["seq"] for line in self.seen if line["text"] == text), None)
        if asked is None:
            return None
        return next((line for line in self.seen if line["kind"] == "reply" and line["seq"] > asked), None)

    def _next_asked(self) -> Line | None:
        for index in range(self._heard, len(self.seen)):
            if self.seen[index]["buttons"]:
                self._heard = index + 1
                return self.seen[index]
        return None

    def words(self) -> list[str]:
        return [str(line["text"]) for line in self.seen]

    def titles(self) -> list[str]:
        """The titles of the newest buttons."""
        for line in reversed(self.seen):
            if line["buttons"]:
                return [b["title"] for b in line["buttons"]]
        return []

    _heard = 0

    def _next(self, pattern: str) -> Line | None:
        for index in range(self._heard, len(self.seen)):
            line = self.seen[index]
            if line["from"]["role"] != "employee" and re.search(pattern, line["text"], re.I | re.S):
                self._heard = index + 1
                return line
        return None

    async def _until(self, found: Callable[[], Line | None], what: str, seconds: float) -> Line:
        try:
            async with asyncio.timeout(seconds):
                while (line := found()) is None:
                    self._news.clear()
                    await self._news.wait()
                return line
        except TimeoutError:
            raise AssertionError(f"never heard {what!r}; heard {self.words()}") from None

    async def _send(self, body: dict[str, str]) -> None:
        await self._post("messages", body)

    async def _post(self, where: str, body: dict[str, str]) -> None:
        """Posts until the desk took it, always with the same id."""
        self._count += 1
        body = {**body, "client_message_id": f"c{self._count}"}
        for _ in range(40):
            with contextlib.suppress(httpx.HTTPError):
                answer = await self.http.post(f"/api/conversations/{self.conversation}/{where}", json=body)
                if answer.status_code < 500:
                    assert answer.status_code == 202, answer.text
                    return
            await asyncio.sleep(0.25)
        raise AssertionError("the desk never took the message")

    async def _read(self) -> None:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                await self._stream()
            await asyncio.sleep(0.2)

    async def _stream(self) -> None:
        after = self.seen[-1]["seq"] if self.seen else 0
        path = f"/api/conversations/{self.conversation}/events"
        async with self.http.stream("GET", path, params={"after": after}, timeout=30) as response:
            name = ""
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    self._take(name, json.loads(line[6:]))

    def _take(self, name: str, data: Line) -> None:
        (self.seen if name == "message" else self.passing).append(data if name == "message" else (name, data))  # type: ignore[arg-type]
        self._news.set()


async def walk_to_the_draft(ana: Employee) -> None:
    """A VPN problem that nothing helps, up to the question whether to file it."""
    await ana.write("my vpn keeps dropping")
    await ana.is_asked()
    await ana.press("Windows laptop")
    await ana.is_asked()
    await ana.press("No")
    await ana.is_asked()
    await ana.press("No, not yet")
    await ana.hears("word for word")
    await ana.write("error 809")
    await insist_on_a_ticket(ana)


async def insist_on_a_ticket(ana: Employee) -> None:
    """An open ticket about the same, a known way around: what is known comes first."""
    while "Yes, file it" not in (titles := await ana.is_asked()):
        await ana.press(next(title for title in titles if title.startswith("Open a")))


class AgentAtConsole:
    """Signs in and uses the console's own forms; its page's stream keeps it present."""

    def __init__(self, desk: str) -> None:
        self.http = httpx.AsyncClient(base_url=desk, trust_env=False, timeout=10, follow_redirects=True)
        self._csrf = ""
        self._page: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self.fragments = ""

    async def sign_in(self, name: str = "") -> AgentAtConsole:
        listed = (await self.http.get("/console/sign-in")).text
        choices = re.findall(r'value="([0-9a-f]{32})"', listed)
        page = await self.http.post("/console/sign-in", data={"agent": choices[0]})
        assert page.status_code == 200, page.text[:500]
        found = re.search(
            r'name="csrf" value="([^"]+)"|data-csrf="([^"]+)"|X-CSRF-Token&#34;: &#34;([^&]+)', page.text
        )
        assert found, "the console page carries no CSRF token"
        self._csrf = next(group for group in found.groups() if group)
        self._page = asyncio.create_task(self._watch())
        return self

    async def leave(self) -> None:
        if self._page:
            self._page.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._page
        await self.http.aclose()

    async def do(self, conversation: str, move: str, **fields: str) -> None:
        """accept, say (text), note (text), return (note), close (resolution) ..."""
        data = {"csrf": self._csrf, **fields}
        answer = await self.http.post(
            f"/console/c/{conversation}/{move}", data=data, headers={"X-CSRF-Token": self._csrf}
        )
        assert answer.status_code < 400, answer.text[:300]
        assert "problem=" not in str(answer.url), f"{move}: the console says {answer.url}"

    async def page(self, conversation: str) -> str:
        return (await self.http.get(f"/console/c/{conversation}")).text

    async def sees(self, text: str, seconds: float = 15.0) -> None:
        """Until the open console page, without being loaded again, was sent this text."""
        try:
            async with asyncio.timeout(seconds):
                while text not in self.fragments:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"the console never showed {text!r}") from None

    async def _watch(self) -> None:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                async with self.http.stream("GET", "/console/events", timeout=30) as response:
                    async for line in response.aiter_lines():
                        self.fragments += line + "\n"
                        self._news.set()
            await asyncio.sleep(0.2)
