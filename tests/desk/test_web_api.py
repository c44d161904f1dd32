"""The web channel over real HTTP: who may do what, what bad input gets, how a stream resumes."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2 as httpx
import pytest

import desk.channels.web.routes as web
from desk import health, openapi
from desk.app import create_app
from desk.identity import sign
from desk.serve import listen
from tests.desk.conftest import ANA, Lab

BEN = {**ANA, "id": "ben", "name": "Ben Ito"}


class Client:
    """Somebody's browser without a page: a bearer token and the routes."""

    def __init__(self, lab: Lab, url: str, person: dict[str, object] = ANA) -> None:
        token = sign("t" * 40, person, lab.clock.now())
        self.http = httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=10
        )
        self._count = 0

    async def open(self) -> str:
        return str((await self.http.post("/api/conversations")).json()["id"])

    async def send(self, conversation: str, body: dict[str, object]) -> httpx.Response:
        self._count += 1
        return await self.http.post(
            f"/api/conversations/{conversation}/messages",
            json={"client_message_id": f"c{self._count}", **body},
        )

    async def read(self, conversation: str, until: str, after: int = 0) -> list[dict[str, object]]:
        """The stream's messages up to the first whose text contains ``until``."""
        seen: list[dict[str, object]] = []
        path = f"/api/conversations/{conversation}/events?after={after}"
        async with asyncio.timeout(10), self.http.stream("GET", path) as response:
            async for line in response.aiter_lines():
                if line.startswith('data: {"seq"'):
                    seen.append(json.loads(line[6:]))
                    if until in str(seen[-1]["text"]):
                        return seen
        return seen


@pytest.fixture
async def url(lab: Lab) -> AsyncIterator[str]:
    name = f"desk-{uuid.uuid4().hex}"
    app = create_app(lab.parts, (web.blueprint, health.blueprint, openapi.blueprint), [], name)
    async with listen(app, "127.0.0.1", 0) as address:
        yield address


@pytest.fixture
async def ana(lab: Lab, url: str) -> AsyncIterator[Client]:
    client = Client(lab, url)
    yield client
    await client.http.aclose()


async def test_a_message_comes_back_answered_on_the_stream(ana: Client) -> None:
    c = await ana.open()
    sent = await ana.send(c, {"text": "my vpn keeps dropping"})
    assert sent.status_code == 202
    seen = await ana.read(c, "echo")
    assert [e["kind"] for e in seen] == ["notice", "message", "reply"]


async def test_a_stream_resumes_after_the_last_number_without_gap_or_double(ana: Client) -> None:
    c = await ana.open()
    await ana.send(c, {"text": "first of my messages here"})
    before = await ana.read(c, "echo: first")
    await ana.send(c, {"text": "second of my messages here"})
    after = await ana.read(c, "echo: second", after=int(str(before[-1]["seq"])))
    numbers = [e["seq"] for e in before + after]
    assert numbers == sorted(set(numbers))
    assert [e["text"] for e in after] == ["second of my messages here", "echo: second of my messages here"]


async def test_another_persons_conversation_looks_like_none(lab: Lab, url: str, ana: Client) -> None:
    c = await ana.open()
    ben = Client(lab, url, BEN)
    attempts = [
        await ben.send(c, {"text": "let me in there"}),
        await ben.http.get(f"/api/conversations/{c}/events"),
        await ben.http.post(f"/api/conversations/{c}/person"),
        await ben.http.post(f"/api/conversations/{c}/typing"),
    ]
    missing = await ben.send("00000000-0000-0000-0000-000000000000", {"text": "let me in there"})
    assert {r.status_code for r in attempts} == {404}
    assert attempts[0].json() == missing.json()
    assert not [e for e in await lab.events(c) if e.kind == "message"]
    await ben.http.aclose()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed"),
        (b"[]", 400, "malformed"),
        (b'"text"', 400, "malformed"),
        (b'{"client_message_id": "a"}', 400, "malformed"),
        (b'{"client_message_id": "a", "text": 7}', 400, "malformed"),
        (b'{"client_message_id": "a", "text": "x", "button": "y"}', 400, "malformed"),
        (b'{"client_message_id": "", "text": "x"}', 400, "malformed"),
        (b'{"client_message_id": "a", "text": "\\ud800"}', 400, "malformed"),
        (b'{"client_message_id": "a", "text": "   "}', 422, "message_empty"),
        (b'{"client_message_id": "a", "button": "made-up"}', 404, "button_unknown"),
        (b'{"client_message_id": "a", "attachment": "made-up"}', 404, "not_found"),
        (b'{"client_message_id": "a", "text": "' + b"x" * 1_000_000 + b'"}', 413, "message_too_long"),
    ],
)
async def test_a_bad_body_is_refused_with_a_code_and_leaves_nothing(
    lab: Lab, ana: Client, body: bytes, status: int, code: str
) -> None:
    c = await ana.open()
    response = await ana.http.post(
        f"/api/conversations/{c}/messages", content=body, headers={"Content-Type": "application/json"}
    )
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert not [e for e in await lab.events(c) if e.kind == "message"]


@pytest.mark.parametrize(
    "text", ["/restart", " /restart", "<script>alert(1)</script>", "🙂", "[x](javascript:alert(1))"]
)
async def test_hostile_text_is_taken_as_text_and_shown_harmless(ana: Client, text: str) -> None:
    c = await ana.open()
    assert (await ana.send(c, {"text": text})).status_code == 202
    seen = await ana.read(c, "echo")
    assert seen[1]["text"] == text
    assert "<script" not in str(seen[2]["html"])
    assert "javascript:" not in str(seen[2]["html"]).replace("echo: [x](javascript:alert(1))", "")


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        "a.b.c",
        sign("another secret, long enough for HS256", ANA, datetime.now(UTC)),
        sign("t" * 40, ANA, datetime.now(UTC) - timedelta(days=1)),
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEiLCJhdWQiOiJmaXJzdGxpbmUiLCJleHAiOjk5OTk5OTk5OTl9.",
    ],
)
async def test_a_forged_or_expired_token_opens_nothing(url: str, token: str) -> None:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        headers = {"Authorization": f"Bearer {token}"}
        response = await client.post("/api/conversations", headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (401, "not_signed_in")


async def test_who_cannot_sign_in_can_still_talk_unverified(lab: Lab, url: str) -> None:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as browser:
        opened = (await browser.post("/api/conversations")).json()
        path = f"/api/conversations/{opened['id']}/messages"
        body = {"client_message_id": "a", "text": "my password does not work any more"}
        sent = await browser.post(path, json=body, headers={"X-CSRF-Token": opened["csrf"]})
    assert sent.status_code == 202
    await lab.until_said(opened["id"], "echo")
    assert lab.bot.asked[-1].context.person.verified is False


async def test_a_cookie_needs_its_csrf_token_and_its_own_origin(lab: Lab, url: str) -> None:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as browser:
        token = sign("t" * 40, ANA, lab.clock.now())
        started = await browser.post("/api/session", json={"token": token})
        csrf = {"X-CSRF-Token": (await browser.get("/api/me")).json()["csrf"]}
        assert "HttpOnly" in started.headers["set-cookie"]
        assert "SameSite=Lax" in started.headers["set-cookie"]
        assert (await browser.post("/api/conversations")).status_code == 403
        elsewhere = {**csrf, "Origin": "https://evil.example"}
        assert (await browser.post("/api/conversations", headers=elsewhere)).status_code == 403
        assert (await browser.post("/api/conversations", headers=csrf)).status_code == 201


async def test_a_picture_is_kept_and_shown_and_anything_else_refused(lab: Lab, url: str, ana: Client) -> None:
    c = await ana.open()
    png = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
    stored = await ana.http.post(f"/api/conversations/{c}/attachments", files={"file": ("a.png", png)})
    assert stored.status_code == 201
    await ana.send(c, {"attachment": stored.json()["attachment"]})
    shown = await ana.http.get(stored.json()["url"])
    assert (shown.content, shown.headers["content-type"]) == (png, "image/png")
    ben = Client(lab, url, BEN)
    assert (await ben.http.get(stored.json()["url"])).status_code == 404
    await ben.http.aclose()
    svg = {"file": ("a.png", b"<svg onload=alert(1)>")}
    refused = await ana.http.post(f"/api/conversations/{c}/attachments", files=svg)
    assert (refused.status_code, refused.json()["error"]["code"]) == (415, "attachment_type_refused")


async def test_too_many_messages_from_one_person_are_slowed_down(lab: Lab, url: str) -> None:
    lab.parts.limits.__init__(5)  # type: ignore[misc]  # a smaller limit than the lab's
    ana = Client(lab, url)
    c = await ana.open()
    answers = [await ana.send(c, {"text": f"message number {n} again"}) for n in range(6)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    await ana.http.aclose()


async def test_every_answer_carries_a_strict_policy(ana: Client) -> None:
    policy = (await ana.http.get("/health")).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


async def test_health_names_the_part_that_is_down(lab: Lab, ana: Client) -> None:
    lab.bot.down = True
    answer = await ana.http.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["parts"]["bot"] == "down"


async def test_metrics_count_conversations_by_holder(ana: Client) -> None:
    await ana.open()
    assert 'firstline_conversations{holder="BOT"} 1.0' in (await ana.http.get("/metrics")).text


async def test_the_openapi_document_names_the_stable_routes(ana: Client) -> None:
    paths = (await ana.http.get("/api/openapi.json")).json()["paths"]
    assert {"/api/conversations", "/api/conversations/{conversation}/messages"} <= set(paths)
    assert paths["/api/conversations/{conversation}/events"]["get"]["summary"].startswith(
        "Server-sent events"
    )
