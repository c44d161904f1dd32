"""A lead sees what needs them, worst first, from the moment it does until it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2 as httpx
import pytest
from structlog.testing import capture_logs

from desk import alerts, records
from desk.app import create_app
from desk.bootstrap import make_parts
from desk.console.routes import blueprint as console
from desk.identity import AGENT_COOKIE
from desk.low_stock import LowStock
from desk.serve import listen
from desk.settings import Settings
from desk.store import outbox
from desk.store import records as kept
from desk.store.migrate import migrate
from desk.switchboard import AgentRef
from itsm.errors import Unavailable
from itsm.memory import MemoryDirectory, MemoryTickets
from itsm.memory.stock import MemoryStock
from standards.stock import Spare, StockRules
from tests.desk.conftest import Lab, ScriptedBot
from wire.cards import Callback, Complaint, Handoff
from wire.turn import BotMessage

LEE = AgentRef("lee", "Lee Chan")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DOCK, HEADSET = "Dock USB-C", "Headset BT 200"


class FixedClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = TUESDAY

    def now(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def stock() -> MemoryStock:
    """Enough of everything that stock.yml names, in two places."""
    names = ("Dock USB-C", "View 27", "Headset BT 200", "Mouse M1", "Webcam HD", "Charger 65 W")
    return MemoryStock({(name, where): 20 for name in names for where in ("Milan", "Manila")})


@pytest.fixture
async def lab(settings: Settings, stock: MemoryStock) -> AsyncIterator[Lab]:
    await migrate(settings.database)
    bot, clock, tickets = ScriptedBot(), FixedClock(), MemoryTickets(callers={"ana"})
    parts = make_parts(
        settings, clock=clock, bot=bot, tickets=tickets, directory=MemoryDirectory(()), stock=stock
    )
    yield Lab(parts, bot, clock, tickets)
    await parts.turns.stop()
    await parts.desk.db.close()


async def _alerts(lab):
    async with lab.parts.desk.db.read() as connection:
        return await alerts.listed(lab.parts.desk, connection, lab.parts.low_stock)


async def _marks(lab):
    return [(alert.title, alert.mark) for alert in await _alerts(lab)]


def _leave(stock, model, **pieces):
    stock.pieces |= {(model, where): pieces.get(where, 0) for where in ("Milan", "Manila")}


async def _record(lab, card):
    lab.bot.answer = lambda request: [BotMessage("Done.", card=card)]
    await lab.write(await lab.open(), "please")
    await lab.until_quiet()
    async with lab.parts.desk.db.read() as connection:
        return (await kept.unfinished(connection))[-1]


async def _queued(lab):
    """Somebody's conversation, as far as the queue."""
    wanted = Handoff("It failed", "not_solved", "network")
    lab.bot.answer = lambda request: [BotMessage("A person.", card=wanted)]
    conversation = await lab.open()
    await lab.sign_in()
    await lab.write(conversation, "let me talk to a person")
    await lab.until_quiet()
    assert await lab.holder(conversation) == "QUEUE"
    return conversation


@asynccontextmanager
async def _console(lab, name):
    secret = await lab.parts.identity.start("agent", {"id": LEE.id, "name": LEE.name})
    app = create_app(lab.parts, [console], [], name=name)
    async with (
        listen(app, "127.0.0.1", 0) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, cookies={AGENT_COOKIE: secret}) as http,
    ):
        yield http


async def test_a_model_at_its_level_is_there_after_one_look_and_gone_when_there_are_more(lab, stock):
    await lab.parts.low_stock.look()
    assert await _alerts(lab) == []
    _leave(stock, DOCK, Milan=2, Manila=4)
    await lab.parts.low_stock.look()
    (alert,) = await _alerts(lab)
    assert (alert.title, alert.mark, alert.red) == (DOCK, "6 left", False)
    assert alert.detail == "Manila 4, Milan 2. More are to be ordered at 6 or fewer."
    _leave(stock, DOCK, Milan=3, Manila=4)
    await lab.parts.low_stock.look()
    assert await _alerts(lab) == []


async def test_stock_is_logged_when_it_falls_and_again_only_after_it_recovered(lab, stock):
    async def looks(*counts):
        with capture_logs() as lines:
            for count in counts:
                _leave(stock, DOCK, Milan=count)
                await lab.parts.low_stock.look()
        return [(line["model"], line["left"]) for line in lines if line["event"] == "stock low"]

    assert await looks(7, 6, 6, 3, 0, 1) == [(DOCK, 6)]
    assert await looks(7, 2, 2) == [(DOCK, 2)]


async def test_none_left_stays_known_while_the_ticket_system_is_silent(lab, stock, monkeypatch):
    _leave(stock, DOCK)
    await lab.parts.low_stock.look()
    since = lab.clock.now()
    lab.clock.advance(minutes=5)

    async def silent(name):
        raise Unavailable("no answer")

    monkeypatch.setattr(stock, "model", silent)
    await lab.parts.low_stock.look()
    (alert,) = await _alerts(lab)
    assert (alert.mark, alert.red, alert.since) == ("none left", True, since)


async def test_what_the_ticket_system_or_the_standards_do_not_name_is_no_alert(stock):
    rules = StockRules(items={"Dock": Spare(DOCK, 6), "Lamp": Spare("Lamp L1", 6)})
    low = LowStock(lambda: TUESDAY, stock, lambda: rules)
    _leave(stock, DOCK, Milan=1)
    await low.look()
    assert [short.model for short in low.current()] == [DOCK]
    rules = replace(rules, items={})
    await low.look()
    assert low.current() == []


async def test_a_desk_without_stockrooms_looks_nowhere():
    nowhere = LowStock(lambda: TUESDAY, None, lambda: StockRules(items={"Dock": Spare(DOCK, 6)}))
    await nowhere.run()
    await nowhere.look()
    assert nowhere.current() == []


async def test_a_complaint_is_an_alert_from_the_instant_after_each_of_its_clocks(lab):
    complaint = await _record(lab, Complaint("Three days!"))
    lab.clock.at = complaint.due_at
    assert await _alerts(lab) == []
    lab.clock.advance(microseconds=1)
    (alert,) = await _alerts(lab)
    assert (alert.title, alert.mark) == ("Complaint CMP0001", "under a minute overdue")
    assert alert.detail == "Ana Lopez waits for an acknowledgement. Owner: Service quality"
    assert alert.href == "/console/records#CMP0001"

    await records.move(lab.parts.desk, "CMP0001", "acknowledge", LEE)
    assert await _alerts(lab) == []
    async with lab.parts.desk.db.read() as connection:
        lab.clock.at = (await kept.get(connection, "CMP0001")).due_at + timedelta(hours=1)
    (alert,) = await _alerts(lab)
    assert (alert.mark, alert.detail) == ("1 h 00 overdue", "Ana Lopez waits for an answer. Owner: Lee Chan")
    await records.move(lab.parts.desk, "CMP0001", "answer", LEE, "It was our fault.")
    assert await _alerts(lab) == []


async def test_a_call_that_nobody_made_is_an_alert_until_it_is_made(lab):
    await _record(lab, Callback("4321", (TUESDAY + timedelta(hours=1)).isoformat(), "FL-1"))
    lab.clock.advance(hours=1, minutes=5)
    (alert,) = await _alerts(lab)
    assert (alert.title, alert.mark) == ("Call CBK0001", "5 min overdue")
    assert alert.detail == "Ana Lopez waits for a call, and nobody has taken it."
    for step in ("accept", "done"):
        await records.move(lab.parts.desk, "CBK0001", step, LEE)
    assert await _alerts(lab) == []


async def test_a_conversation_is_an_alert_once_it_waits_longer_than_was_promised(lab):
    conversation = await _queued(lab)
    lab.clock.advance(seconds=120)
    assert await _alerts(lab) == []
    lab.clock.advance(seconds=1)
    (alert,) = await _alerts(lab)
    assert (alert.title, alert.mark) == ("Ana Lopez", "waits 2 min")
    assert alert.href == f"/console/c/{conversation}"
    await lab.parts.switchboard.accept(conversation, LEE)
    assert await _alerts(lab) == []


async def _refused(lab, conversation, **payload):
    async with lab.parts.desk.db.write() as connection:
        await outbox.put(
            connection, kind="work", key=f"key-{len(payload)}", conversation=conversation, payload=payload,
            at=lab.clock.now(), state="dead", result={"why": "caller_id: no such person"},
        )  # fmt: skip


async def test_the_worst_is_first_and_each_row_leads_to_where_it_is_mended(lab, stock):
    _leave(stock, HEADSET, Milan=3)
    _leave(stock, DOCK)
    await lab.parts.low_stock.look()
    await _record(lab, Complaint("Three days!"))
    lab.clock.advance(days=3)
    conversation = await _queued(lab)
    await _refused(lab, conversation, operation="incident.open", reference="FL-7K3Q2M")
    await _refused(lab, conversation, operation="chat.record")
    lab.clock.advance(minutes=5)
    assert [title for title, _ in await _marks(lab)] == [
        "Ana Lopez", "Complaint CMP0001", "FL-7K3Q2M", "The record of a chat", DOCK, HEADSET,
    ]  # fmt: skip
    async with _console(lab, "alerts") as http:
        shown = (await http.get("/console/alerts")).text
        assert f'href="/console/c/{conversation}"' in shown
        assert 'href="/console/outbox#key-2"' in shown
        assert 'id="key-2"' in (await http.get("/console/outbox")).text
        assert shown.index("none left") < shown.index("3 left")
        assert '<span class="count hot">6</span>' in (await http.get("/console")).text


async def test_with_nothing_to_do_the_page_says_so_and_the_link_has_no_number(lab):
    async with _console(lab, "calm-alerts") as http:
        assert "Nothing needs you right now." in (await http.get("/console/alerts")).text
        home = (await http.get("/console")).text
        assert 'href="/console/alerts"' in home
        assert "count hot" not in home


async def test_nobody_but_a_lead_sees_the_page_or_the_link(lab, settings, stock):
    settings.leads = ["kim"]
    _leave(stock, DOCK)
    await lab.parts.low_stock.look()
    async with _console(lab, "closed-alerts") as http:
        assert (await http.get("/console/alerts")).status_code == 404
        assert "/console/alerts" not in (await http.get("/console")).text
        http.cookies.clear()
        assert (await http.get("/console/alerts")).headers["location"] == "/console/sign-in"
