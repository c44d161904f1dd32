"""Calls and complaints are kept once, done by agents, and told to the person; none becomes an incident."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx2 as httpx
import pytest

from desk import records
from desk.app import create_app
from desk.console.routes import blueprint as console
from desk.identity import AGENT_COOKIE
from desk.serve import listen
from desk.store import records as kept
from desk.store.schema import conversation
from desk.switchboard import AgentRef
from standards.coverage import Shift, WeeklyHours, after
from wire.cards import Callback, Complaint
from wire.turn import BotMessage

LEE, KIM = AgentRef("lee", "Lee Chan"), AgentRef("kim", "Kim Park")
DUE = "2026-11-24T14:00:00+00:00"


async def _made(lab, card, **person):
    lab.bot.answer = lambda request: [BotMessage("Done.", card=card)]
    c = await (lab.open(person) if person else lab.open())
    await lab.write(c, "please")
    await lab.until_quiet()
    async with lab.parts.desk.db.read() as connection:
        return c, (await kept.unfinished(connection))[-1]


async def _now(lab, number):
    async with lab.parts.desk.db.read() as connection:
        return await kept.get(connection, number)


async def test_a_call_waits_with_its_due_time_and_one_agent_takes_it(lab):
    _, call = await _made(lab, Callback("+39021234567", DUE, "FL-1"))
    assert (call.number, call.due_at.isoformat(), call.data["phone"]) == ("CBK0001", DUE, "+39021234567")
    await records.move(lab.parts.desk, call.number, "accept", LEE)
    with pytest.raises(records.Moved):
        await records.move(lab.parts.desk, call.number, "accept", KIM)
    with pytest.raises(records.Moved):
        await records.move(lab.parts.desk, call.number, "done", KIM)
    await records.move(lab.parts.desk, call.number, "done", LEE)
    assert (await _now(lab, call.number)).state == "done"


async def test_the_call_due_first_is_first_in_the_list(lab):
    await _made(lab, Callback("4321", "2026-11-25T09:00:00+00:00", "FL-1"))
    await _made(lab, Callback("1234", DUE, "FL-2"))
    async with lab.parts.desk.db.read() as connection:
        assert [r.data["phone"] for r in await kept.unfinished(connection)] == ["1234", "4321"]


async def test_somebody_twice_not_reached_is_told_once(lab):
    c, call = await _made(lab, Callback("4321", DUE, "FL-1"))
    for expected in ([], ["callback_not_reached"]):
        await records.move(lab.parts.desk, call.number, "accept", LEE)
        await records.move(lab.parts.desk, call.number, "not_reached", LEE)
        assert [k for k in await lab.keys(c) if k.startswith("callback")] == expected
    with pytest.raises(records.Moved):
        await records.move(lab.parts.desk, call.number, "accept", LEE)


async def test_a_complaint_gets_a_number_an_owner_and_no_incident(lab):
    c, complaint = await _made(lab, Complaint("Three days!"))
    assert (complaint.number, complaint.owner) == ("CMP0001", "Service quality")
    assert any("CMP0001" in line for line in await lab.said(c))
    assert lab.tickets.opened == []


async def test_a_complaint_is_acknowledged_then_answered_where_the_person_writes(lab):
    c, complaint = await _made(lab, Complaint("Three days!"))
    with pytest.raises(records.Moved):
        await records.move(lab.parts.desk, complaint.number, "answer", LEE, "too early")
    await records.move(lab.parts.desk, complaint.number, "acknowledge", LEE)
    await records.move(lab.parts.desk, complaint.number, "answer", LEE, "It was our fault.")
    said = await lab.said(c)
    assert "Lee Chan has read your complaint CMP0001" in said[-2]
    assert said[-1].endswith("It was our fault.")


def test_the_clock_of_a_complaint_runs_only_while_the_owner_is_there():
    hours = Shift(datetime(2026, 1, 1, 9).time(), datetime(2026, 1, 1, 17).time())
    office = WeeklyHours(ZoneInfo("Europe/Rome"), ((hours,),) * 5 + ((), ()))
    friday_at_three = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    assert after(office, friday_at_three, timedelta(hours=4)) == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


@asynccontextmanager
async def _console(lab, name):
    app = create_app(lab.parts, [console], [], name=name)
    secret = await lab.parts.identity.start("agent", {"id": LEE.id, "name": LEE.name})
    csrf = (await lab.parts.identity.of_cookie(secret, "agent")).session.csrf
    async with (
        listen(app, "127.0.0.1", 0) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, cookies={AGENT_COOKIE: secret}) as http,
    ):
        yield http, csrf


async def test_the_page_marks_who_is_not_verified_and_its_button_takes_the_call(lab):
    somebody = {"id": "guest-1", "name": "", "verified": False, "audiences": ["all"], "time_zone": "UTC"}
    _, call = await _made(lab, Callback("4321", DUE, "FL-1"), **somebody)
    async with _console(lab, "records") as (http, csrf):
        shown = (await http.get("/console/records")).text
        assert "(not verified)" in shown
        assert "4321" in shown
        pressed = await http.post(f"/console/records/{call.number}/accept", data={"csrf": csrf})
        assert pressed.status_code == 303
    assert (await _now(lab, call.number)).owner == "Lee Chan"


async def test_the_page_gives_each_time_to_the_browser_and_a_call_on_the_persons_clock_too(lab):
    _, call = await _made(lab, Callback("4321", DUE, "FL-1"))
    async with lab.parts.desk.db.write() as connection:
        await connection.execute(conversation.update().values(time_zone="Asia/Manila"))
    async with _console(lab, "record-times") as (http, _):
        shown = (await http.get("/console/records")).text
    assert f'<time datetime="{call.due_at.isoformat()}" data-day>24 Nov 14:00 UTC</time>' in shown
    assert "On their clock: Tue 24 Nov 22:00 (Asia/Manila)" in shown
