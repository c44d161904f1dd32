"""A pretend Slack for tests and demos: never the real thing, and nobody's workspace.

It answers the few methods of Slack's Web API that the desk calls, keeps what was posted, delivers
signed events and button presses as Slack does, and fails on request: 429 with Retry-After, 500, an
answer lost after the post was made, a delivery made four times at once.

``python -m tests.fakes.fake_slack --desk http://127.0.0.1:8000`` is a Slack in a terminal.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx
from sanic import HTTPResponse, Request, Sanic
from sanic import json as as_json

TEAM, BOT_USER = "T0LARKFIELD", "U0FIRSTLINE"
SECRET, TOKEN = "fake-slack-signing-secret", "xoxb-fake"


@dataclass
class Post:
    """What stands in a channel. ``to`` is the only reader of an ephemeral one."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]
    thread: str = ""
    to: str = ""
    updated: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Everything a reader sees, buttons apart."""
        parts = [b.get("text", {}).get("text", "") for b in self.blocks]
        parts += [e["text"] for b in self.blocks if b["type"] == "context" for e in b["elements"]]
        return "\n".join(p for p in parts if p) or self.text

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        rows = [b["elements"] for b in self.blocks if b["type"] == "actions"]
        return {e["text"]["text"]: e for e in itertools.chain.from_iterable(rows)}


@dataclass
class Failure:
    """How the next call of a method goes wrong; with ``done`` it is carried out all the same."""

    status: int
    retry_after: int = 0
    done: bool = False
    error: str = ""


class FakeSlack:
    """One workspace. ``desk`` is where events are delivered, and may be set later."""

    def __init__(self, desk: str = "", secret: str = SECRET) -> None:
        self.desk, self.secret = desk, secret
        self.posts: list[Post] = []
        self.calls: list[tuple[str, str, int, float]] = []  # method, channel, status, time.monotonic()
        self.people: dict[str, dict[str, Any]] = {}
        self.failures: dict[str, list[Failure]] = {}
        self.changed = asyncio.Condition()
        self._ts = itertools.count(1)
        self._server: Any = None
        self._client = httpx.AsyncClient(timeout=10, trust_env=False)

    # --- who there is, and what goes wrong ---

    def add(self, user: str, name: str, email: str, **account: Any) -> None:
        profile = {"real_name": name, "email": email}
        self.people[user] = {"id": user, "team_id": TEAM, "tz": "Europe/Rome", "profile": profile, **account}

    def fail(self, method: str, *failures: Failure) -> None:
        self.failures.setdefault(method, []).extend(failures)

    # --- what an employee does ---

    async def write(
        self, user: str, text: str, *, ts: str = "", event_id: str = "", copies: int = 1, **event: Any
    ) -> list[int]:
        """A direct message, or what ``event`` says instead. Returns the status of each delivery."""
        body = self.event(user, text, ts=ts, event_id=event_id, **event)
        return await self.deliver("/slack/events", json.dumps(body).encode(), copies=copies)

    async def press(self, user: str, post: Post, title: str, *, copies: int = 1, **more: Any) -> list[int]:
        """Press the button of that title, as a reader of the post."""
        button = {"type": "button", "action_ts": self.ts(), **post.buttons[title]}
        body = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user},
            "channel": {"id": post.channel},
            "container": {"type": "message", "message_ts": post.ts, "is_ephemeral": bool(post.to)},
            "message": {"ts": post.ts, **({"thread_ts": post.thread} if post.thread else {})},
            "actions": [button],
            **more,
        }
        raw = urlencode({"payload": json.dumps(body)}).encode()
        return await self.deliver("/slack/interactions", raw, copies=copies, form=True)

    def event(
        self, user: str, text: str, *, ts: str = "", event_id: str = "", **event: Any
    ) -> dict[str, Any]:
        """An ``event_callback`` as Slack sends it."""
        inner = {
            "type": "message", "channel_type": "im", "channel": f"D{user[1:]}",
            "user": user, "text": text, "ts": ts or self.ts(), **event,
        }  # fmt: skip
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": event_id or f"Ev{secrets.token_hex(5).upper()}",
            "event": {k: v for k, v in inner.items() if v is not None},
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        }

    def ts(self) -> str:
        return f"{int(time.time())}.{next(self._ts):06d}"

    def sign(self, raw: bytes, at: int) -> str:
        whole = b"v0:" + str(at).encode() + b":" + raw
        return "v0=" + hmac.new(self.secret.encode(), whole, hashlib.sha256).hexdigest()

    async def deliver(
        self, path: str, raw: bytes, *, copies: int = 1, form: bool = False, **headers: str | bytes
    ) -> list[int]:
        """POST to the desk, signed; copies at the same moment, the later ones marked as retries."""
        at = int(time.time())
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        signed = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": str(at),
            "X-Slack-Signature": self.sign(raw, at),
            **headers,
        }
        retry = {"X-Slack-Retry-Reason": "http_timeout"}
        marked = [
            signed if n == 0 else {**signed, **retry, "X-Slack-Retry-Num": str(n)} for n in range(copies)
        ]
        sent = (self._client.post(self.desk + path, content=raw, headers=h) for h in marked)
        return [response.status_code for response in await asyncio.gather(*sent)]

    # --- what a test waits for ---

    async def until(self, condition: Callable[[], Any], seconds: float = 10.0) -> Any:
        """The first true value of ``condition``, looked at after each call of the desk's."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(condition)
        return condition()

    async def post(self, words: str, seconds: float = 10.0) -> Post:
        """The newest post with these words in it, as soon as there is one."""
        found: Post = await self.until(
            lambda: next((p for p in reversed(self.posts) if words in p.words), None), seconds
        )
        return found

    # --- as a server ---

    async def start(self, port: int = 0) -> str:
        """Serve; returns the address for FIRSTLINE_SLACK_API_URL."""
        listener = socket.create_server(("127.0.0.1", port))
        self._server = await build(self).create_server(
            sock=listener, return_asyncio_server=True, access_log=False
        )
        await self._server.startup()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/api/"

    async def stop(self) -> None:
        await self._client.aclose()
        await self._server.close()

    async def answer(self, method: str, body: dict[str, Any]) -> HTTPResponse:
        waiting = self.failures.get(method, [])
        failure = waiting.pop(0) if waiting else None
        answer = {"ok": True} if failure and not failure.done else self._carry_out(method, body)
        status = failure.status if failure else 200
        async with self.changed:
            self.calls.append((method, str(body.get("channel", "")), status, time.monotonic()))
            self.changed.notify_all()
        if failure is None:
            return as_json(answer)
        headers = {"Retry-After": str(failure.retry_after)} if failure.retry_after else {}
        error = failure.error or ("ratelimited" if status == 429 else "internal_error")
        return as_json({"ok": False, "error": error}, status=status, headers=headers)

    def _carry_out(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        if method == "auth.test":
            return {"ok": True, "team_id": TEAM, "user_id": BOT_USER, "bot_id": "B0FIRSTLINE"}
        if method == "users.info":
            found = self.people.get(body.get("user", ""))
            return {"ok": True, "user": found} if found else {"ok": False, "error": "user_not_found"}
        if wrong := _wrong(body):
            return {"ok": False, "error": wrong}
        if method == "chat.update":
            return self._update(body)
        private = str(body.get("user", "")) if method == "chat.postEphemeral" else ""
        post = Post(
            body["channel"], self.ts(), body["text"], body.get("blocks", []),
            body.get("thread_ts", ""), private, metadata=body.get("metadata", {}),
        )  # fmt: skip
        self.posts.append(post)
        return {"ok": True, "channel": post.channel, "message_ts" if private else "ts": post.ts}

    def _update(self, body: dict[str, Any]) -> dict[str, Any]:
        for post in self.posts:
            if (post.channel, post.ts) == (body["channel"], body["ts"]) and not post.to:
                post.text, post.blocks, post.updated = body["text"], body["blocks"], True
                return {"ok": True, "channel": post.channel, "ts": post.ts}
        return {"ok": False, "error": "message_not_found"}


def build(slack: FakeSlack) -> Sanic:
    Sanic.test_mode = True
    app = Sanic(f"fake-slack-{secrets.token_hex(4)}", configure_logging=False)
    app.config.update(MOTD=False, ACCESS_LOG=False)

    @app.post("/api/<method:str>")
    async def call(request: Request, method: str) -> HTTPResponse:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return as_json({"ok": False, "error": "invalid_auth"})
        is_json = request.content_type.startswith("application/json")
        body = request.json if is_json else {k: v[0] for k, v in (request.form or {}).items()}
        return await slack.answer(method, body)

    @app.get("/")
    async def what(_request: Request) -> HTTPResponse:
        return as_json({"this_is": "a pretend Slack for tests and demos", "posts": len(slack.posts)})

    return app


def _wrong(body: dict[str, Any]) -> str:
    """Slack's own limits, so that a post the real one refuses is refused here."""
    blocks = body.get("blocks", [])
    sections = [b["text"]["text"] for b in blocks if b["type"] == "section"]
    rows = [b["elements"] for b in blocks if b["type"] == "actions"]
    buttons = list(itertools.chain.from_iterable(rows))
    too_much = (
        len(blocks) > 50
        or any(not 1 <= len(s) <= 3000 for s in sections)
        or any(not 1 <= len(row) <= 25 for row in rows)
        or any(len(b["text"]["text"]) > 75 or len(b["value"]) > 2000 for b in buttons)
        or any(len({b["action_id"] for b in row}) < len(row) for row in rows)
    )
    if too_much:
        return "invalid_blocks"
    return "" if body.get("text") or blocks else "no_text"


async def _terminal(desk: str, port: int, user: str, email: str) -> None:
    """Lines you type are direct messages; ``/press Title`` presses a button of the newest post."""
    slack = FakeSlack(desk)
    slack.add(user, email.partition("@")[0], email)
    url = await slack.start(port)
    print(f"A pretend Slack. Start the desk with\n  FIRSTLINE_SLACK_API_URL={url}")
    print(f"  FIRSTLINE_SLACK_BOT_TOKEN={TOKEN}\n  FIRSTLINE_SLACK_SIGNING_SECRET={SECRET}")
    shown = asyncio.create_task(_show(slack))
    with suppress(EOFError, KeyboardInterrupt, asyncio.CancelledError):
        while line := (await asyncio.to_thread(input)):
            wanted = line.removeprefix("/press ")
            post = next((p for p in reversed(slack.posts) if wanted in p.buttons), None)
            try:
                if line != wanted and post:
                    await slack.press(user, post, wanted)
                else:
                    await slack.write(user, line)
            except httpx.HTTPError as error:
                print(f"  the desk does not answer: {type(error).__name__}")
    shown.cancel()
    await slack.stop()


async def _show(slack: FakeSlack) -> None:
    seen = 0
    while True:
        async with slack.changed:
            await slack.changed.wait()
        for post in slack.posts[seen:]:
            print(f"\n  {post.words}", *(f"  [{title}]" for title in post.buttons), sep="\n")
        seen = len(slack.posts)


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--desk", default="http://127.0.0.1:8000")
    parser.add_argument("--port", type=int, default=8095)
    parser.add_argument("--user", default="U0EMPLOYEE")
    parser.add_argument("--email", default="giulia.marchetti@larkfield.example", help="who you are")
    given = parser.parse_args()
    asyncio.run(_terminal(given.desk, given.port, given.user, given.email))
