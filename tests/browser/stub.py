"""A desk of a few lines that speaks the web channel's JSON, so that the widget is proved by itself.

It serves the real pages with the real security headers; only the conversation is scripted by the test.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import empty, redirect
from sanic.response import json as as_json

from desk.channels.web import widget
from desk.markup import render
from desk.pages import page
from desk.security import harden
from itsm.directory import Person

PEOPLE = (
    Person(
        id="p1", user_name="mara.rossi", name="Mara Rossi", title="Accountant", location="Milan", vip=True
    ),
    Person(id="p2", user_name="joel.cruz", name="Joel Cruz", title="Analyst", location="Manila"),
)


class Stub:
    """What the test does as the desk, and what the widget did."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.tries: list[str] = []
        self.opened = 0
        self.refuse = 0
        self.lose_answers = 0
        self.holder = "BOT"
        self.place: int | None = None
        self.changed = asyncio.Event()
        self.told = asyncio.Event()
        self.cut = 0
        self.streams = 0
        self.port = 0
        self.images: dict[str, bytes] = {}
        self._server: Any = None

    # --- as the desk ---

    def say(
        self, text: str, *, role: str = "bot", kind: str = "reply", name: str = "Firstline", **more: Any
    ) -> int:
        event = {
            "seq": len(self.events) + 1,
            "at": datetime.now(UTC).isoformat(),
            "kind": kind,
            "from": {"role": role, "name": name},
            "text": text,
            "html": render(text) if role != "employee" else "",
            "buttons": [],
            "card": None,
            "holder": self.holder,
            "place": self.place,
            "agent": "",
            "client_message_id": None,
            "attachment": None,
            "closed": self.holder == "CLOSED",
            **more,
        }
        self.events.append(event)
        self.changed.set()
        return int(event["seq"])

    def take(self, body: dict[str, Any]) -> int:
        """A message, once per client_message_id."""
        known = [e["seq"] for e in self.events if e["client_message_id"] == body["client_message_id"]]
        if known:
            return int(known[0])
        self.messages.append(body)
        title = next(
            (b["title"] for e in self.events for b in e["buttons"] if b["id"] == body.get("button")), ""
        )
        image = body.get("attachment")
        shown = {"id": image, "url": f"/api/attachments/{image}", "type": "image/png"} if image else None
        return self.say(
            body.get("text") or title,
            role="employee",
            kind="message",
            name="Mara Rossi",
            client_message_id=body["client_message_id"],
            attachment=shown,
        )

    async def until(self, condition: Callable[[], bool]) -> None:
        """Until what the widget posted makes the condition true."""
        async with asyncio.timeout(10):
            while not condition():
                self.told.clear()
                await self.told.wait()

    def drop_streams(self) -> None:
        self.cut += 1
        self.changed.set()

    # --- as a server ---

    async def start(self) -> str:
        app = build(self)
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        await self._server.startup()
        await self._server.before_start()
        await self._server.after_start()
        return f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        """As when the desk is killed: every stream is cut and nothing listens."""
        self.drop_streams()
        await self._server.before_stop()
        await self._server.close()
        await self._server.after_stop()


def build(stub: Stub) -> Sanic:
    Sanic.test_mode = True
    app = Sanic(f"stub{secrets.token_hex(4)}", configure_logging=False)
    app.config.MOTD = False

    app.blueprint(widget.blueprint)
    _api(app, stub)

    @app.on_request
    async def mark(request: Request) -> None:
        request.ctx.nonce = secrets.token_urlsafe(12)

    @app.on_response
    async def safe(request: Request, response: HTTPResponse) -> None:
        harden(response, request.ctx.nonce)

    return app


def _api(app: Sanic, stub: Stub) -> None:
    @app.get("/")
    async def home(request: Request) -> HTTPResponse:
        return redirect("/demo")

    @app.get("/demo")
    async def demo(request: Request) -> HTTPResponse:
        return page(request, "demo.html", people=[asdict(p) for p in PEOPLE])

    @app.get("/favicon.ico")
    async def icon(request: Request) -> HTTPResponse:
        return empty()

    @app.get("/api/me")
    async def me(request: Request) -> HTTPResponse:
        return as_json({"person": {"name": "Mara Rossi", "verified": True}, "csrf": "c"})

    @app.get("/api/conversations/current")
    async def current(request: Request) -> HTTPResponse:
        if not stub.opened or stub.holder == "CLOSED":
            return as_json({"error": {"code": "not_found", "message": "none"}}, status=404)
        return as_json({"id": f"c{stub.opened}", "holder": stub.holder})

    @app.post("/api/conversations")
    async def create(request: Request) -> HTTPResponse:
        stub.opened += 1
        stub.holder, stub.events = "BOT", []
        stub.say("Hi Mara, I'm Firstline.", role="desk", kind="notice", name="Service Desk")
        return as_json({"id": f"c{stub.opened}", "holder": "BOT"}, status=201)

    @app.post("/api/conversations/<cid:str>/messages")
    async def message(request: Request, cid: str) -> HTTPResponse:
        if request.headers.get("x-csrf-token") != "c":
            return as_json({"error": {"code": "csrf", "message": "no token"}}, status=403)
        stub.tries.append(request.json["client_message_id"])
        stub.told.set()
        if stub.refuse:
            stub.refuse -= 1
            return as_json({"error": {"code": "busy", "message": "busy"}}, status=503)
        if len(request.json.get("text") or "") > 4000:
            return as_json(
                {"error": {"code": "message_too_long", "message": "That is too long."}}, status=413
            )
        seq = stub.take(request.json)
        stub.told.set()
        if stub.lose_answers:
            stub.lose_answers -= 1
            return as_json({}, status=502)
        return as_json({"seq": seq}, status=202)

    @app.post("/api/conversations/<cid:str>/person")
    async def person(request: Request, cid: str) -> HTTPResponse:
        stub.holder, stub.place = "QUEUE", 2
        stub.say("I'm getting you a person.", role="desk", kind="notice", name="Service Desk")
        return as_json({"seq": len(stub.events)}, status=202)

    @app.post("/api/conversations/<cid:str>/typing")
    async def typing(request: Request, cid: str) -> HTTPResponse:
        return empty()

    @app.post("/api/conversations/<cid:str>/attachments")
    async def attach(request: Request, cid: str) -> HTTPResponse:
        file = request.files["file"][0]
        stub.images["a1"] = file.body
        return as_json({"attachment": "a1"}, status=201)

    @app.get("/api/attachments/<aid:str>")
    async def image(request: Request, aid: str) -> HTTPResponse:
        return HTTPResponse(stub.images[aid], content_type="image/png")

    @app.get("/api/conversations/<cid:str>/events")
    async def events(request: Request, cid: str) -> None:
        await _stream(request, stub)


async def _stream(request: Request, stub: Stub) -> None:
    sent = int(request.headers.get("last-event-id") or request.args.get("after") or 0)
    response = await request.respond(content_type="text/event-stream")
    epoch = stub.cut
    stub.streams += 1
    try:
        while epoch == stub.cut:
            for event in stub.events[sent:]:
                sent = event["seq"]
                await response.send(f"id: {sent}\nevent: message\ndata: {json.dumps(event)}\n\n")
            standing = {"holder": stub.holder, "place": stub.place}
            await response.send(f"event: status\ndata: {json.dumps(standing)}\n\n")
            stub.changed.clear()
            await stub.changed.wait()
    finally:
        stub.streams -= 1
    await response.eof()
