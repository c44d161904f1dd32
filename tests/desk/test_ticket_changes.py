"""What happens to somebody's ticket elsewhere reaches them once, where they wrote last."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import httpx2 as httpx
import pytest
from pydantic import SecretStr

from desk import hooks
from desk.app import create_app
from desk.serve import listen
from desk.store import conversations, outbox
from desk.ticket_changes import TicketChangesWatch
from itsm.errors import Unavailable
from itsm.memory import MemoryChanges, MemoryChats
from itsm.tickets import Comment, IncidentDraft

DRAFT = IncidentDraft("ana", "VPN drops", "Error 809", "network")


@pytest.fixture
async def watch(lab):
    made = TicketChangesWatch(lab.parts.desk, MemoryChanges(lab.tickets))
    await made.look()
    return made


async def _news(lab, conversation: str) -> list[str]:
    events = await lab.events(conversation)
    return [str(e.data["text"]) for e in events if e.data.get("key") == "ticket_news"]


async def test_a_state_a_comment_and_who_works_on_it_are_told_once_and_in_order(lab, watch):
    c = await lab.open()
    ticket = await lab.tickets.open(DRAFT, key="key-of-ana-1")
    await watch.look()
    said = [Comment(datetime.now(UTC), "Lee Chan", text) for text in ("Which version?", "Please restart.")]
    for comment in said:
        lab.tickets.change(ticket.number, comment=comment)
    lab.tickets.change(ticket.number, state="in_progress")
    for _ in range(3):
        await watch.look()
    lab.tickets.change(ticket.number, state="resolved")
    await watch.look()

    first, second = await _news(lab, c)
    lines = first.split("\n")
    assert lines[0] == f"News about your ticket {ticket.number}: VPN drops"
    assert [line.partition(" wrote: ")[2] for line in lines if " wrote: " in line] == [
        "Which version?",
        "Please restart.",
    ]
    assert "working on it" in lines[-1]
    assert "resolved" in second


async def test_ones_own_words_are_no_news(lab, watch):
    c = await lab.open()
    ticket = await lab.tickets.open(DRAFT, key="key-of-ana-2")
    await lab.tickets.comment(ticket.number, "It is urgent", caller="ana", key="key-of-ana-3")
    await watch.look()

    assert await _news(lab, c) == []


async def test_a_conversation_that_is_over_is_followed_by_a_new_one_in_the_same_place(lab, watch):
    c = await lab.open()
    ticket = await lab.tickets.open(DRAFT, key="key-of-ana-4")
    await lab.sign_in()
    lab.clock.advance(hours=200)
    await lab.parts.watch.look()
    assert await lab.holder(c) == "CLOSED"

    lab.tickets.change(ticket.number, state="resolved")
    await watch.look()
    await watch.look()

    assert await _news(lab, c) == []
    async with lab.parts.desk.db.read() as connection:
        newest = await conversations.last_of(connection, "ana")
    assert newest is not None
    assert newest.id != c
    assert newest.channel == "web"
    assert len(await _news(lab, newest.id)) == 1


async def test_a_crash_after_telling_tells_nobody_twice(lab, watch, monkeypatch):
    c = await lab.open()
    ticket = await lab.tickets.open(DRAFT, key="key-of-ana-5")
    lab.tickets.change(ticket.number, state="in_progress")

    async def crash(*_args: object) -> None:
        raise Unavailable("the process ends here")

    with monkeypatch.context() as broken:
        broken.setattr("desk.ticket_changes.told.keep_cursor", crash)
        with pytest.raises(Unavailable):
            await watch.look()
    await TicketChangesWatch(lab.parts.desk, MemoryChanges(lab.tickets)).look()

    assert len(await _news(lab, c)) == 1


def _signed(body: bytes, sent: str, *, secret: str = "h" * 20, as_hex: bool = False) -> dict[str, str]:
    digest = hmac.new(secret.encode(), sent.encode() + b"." + body, hashlib.sha256).digest()
    signature = digest.hex() if as_hex else base64.b64encode(digest).decode()
    return {"X-Firstline-Timestamp": sent, "X-Firstline-Signature": signature}


@pytest.fixture
async def address(lab):
    app = create_app(lab.parts, [hooks.blueprint], [], name="hooks")
    async with listen(app, "127.0.0.1", 0) as url:
        yield url


async def test_a_signed_call_makes_the_desk_look_and_any_other_does_not(lab, settings, address):
    settings.servicenow_hook_secret = None
    wanted, now = lab.parts.desk.changes_wanted, str(int(datetime.now(UTC).timestamp()))
    async with httpx.AsyncClient(base_url=address, trust_env=False) as http:

        async def call(headers: dict[str, str | bytes], body: bytes = b"{}") -> int:
            return (await http.post("/hooks/servicenow", content=body, headers=headers)).status_code

        assert await call(_signed(b"{}", now)) == 404
        settings.servicenow_hook_secret = SecretStr("h" * 20)
        old = str(int((datetime.now(UTC) - timedelta(minutes=6)).timestamp()))
        for wrong in (
            {},
            _signed(b"{}", now, secret="x" * 20),
            _signed(b"{ }", now),
            _signed(b"{}", old),
            {**_signed(b"{}", now), "X-Firstline-Signature": b"\xe9"},
        ):
            assert await call(wrong) == 401
        assert not wanted.is_set()
        assert await call(_signed(b"{}", now)) == 204
        assert wanted.is_set()
        assert await call(_signed(b"{}", now, as_hex=True)) == 204


async def test_a_change_is_told_at_once_when_the_hook_is_called(lab, watch):
    c = await lab.open()
    ticket = await lab.tickets.open(DRAFT, key="key-of-ana-6")
    running = asyncio.create_task(watch.run())
    await asyncio.sleep(0)
    lab.tickets.change(ticket.number, state="in_progress")
    lab.parts.desk.changes_wanted.set()

    async def told() -> bool:
        return bool(await _news(lab, c))

    await lab.until(told)
    running.cancel()
    await asyncio.wait([running])


async def test_every_conversation_that_ends_leaves_a_record_of_the_chat(lab):
    chats = MemoryChats()
    lab.parts.desk.keeps_chats = True
    lab.parts.outbox._chats = chats
    c = await lab.open()
    await lab.write(c, "My printer is on fire")
    await lab.until_quiet()
    lab.clock.advance(hours=200)
    await lab.parts.watch.look()
    for _ in range(2):
        await lab.parts.outbox.deliver_due()

    (chat,) = chats.recorded.values()
    assert chat.opened_for == "ana"
    assert chat.short_description == "My printer is on fire"
    assert "Employee: My printer is on fire" in chat.transcript
    async with lab.parts.desk.db.read() as connection:
        assert (await outbox.counts(connection)) == {"work/done": 1}
