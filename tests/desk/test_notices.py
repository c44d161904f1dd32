"""A lead says what is down with one click, and everybody who writes is told until the lead ends it."""

from __future__ import annotations

from contextlib import asynccontextmanager

import httpx2 as httpx
import pytest

from desk import notices
from desk.app import create_app
from desk.console.routes import blueprint as console
from desk.identity import AGENT_COOKIE
from desk.serve import listen
from desk.store import affected
from desk.store.affected import Link
from desk.switchboard import AgentRef, NotFound
from itsm.memory.tickets import MemoryTickets
from itsm.memory.trouble import MemoryTrouble
from itsm.trouble import Outage

LEE = AgentRef("lee", "Lee Chan")


async def _travelled(lab, conversation):
    """The notices that the bot gets with the next message."""
    before = len(lab.bot.asked)
    await lab.write(conversation, "is it down?")
    await lab.until_quiet()
    assert len(lab.bot.asked) == before + 1
    return lab.bot.asked[-1].context.outages


@asynccontextmanager
async def _console(lab, name):
    secret = await lab.parts.identity.start("agent", {"id": LEE.id, "name": LEE.name})
    csrf = (await lab.parts.identity.of_cookie(secret, "agent")).session.csrf
    app = create_app(lab.parts, [console], [], name=name)
    async with (
        listen(app, "127.0.0.1", 0) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, cookies={AGENT_COOKIE: secret}) as http,
    ):
        yield http, csrf


async def test_a_notice_holds_from_the_next_turn_until_it_is_ended(lab):
    c = await lab.open()
    assert await _travelled(lab, c) == []
    number = await notices.publish(lab.parts.desk, "vpn", "It drops.", "Use the web mail.", LEE)
    (notice,) = await _travelled(lab, c)
    assert (notice.id, notice.service, notice.kind, notice.topic) == (number, "VPN", "notice", "vpn")
    assert notice.text == "It drops. Until then: Use the web mail."
    await notices.end(lab.parts.desk, number, LEE)
    assert await _travelled(lab, c) == []
    with pytest.raises(NotFound):
        await notices.end(lab.parts.desk, number, LEE)


async def test_a_notice_travels_before_what_the_ticket_system_says(lab):
    out = Outage("OUT1", "Exchange", "outage", lab.clock.now(), "Messages are late")
    lab.parts.outages._trouble = MemoryTrouble(MemoryTickets(), [out])
    lab.clock.advance(seconds=1)
    await lab.parts.outages.look()
    number = await notices.publish(lab.parts.desk, "vpn", "It drops.", "", LEE)
    assert [n.id for n in await _travelled(lab, await lab.open())] == [number, "OUT1"]


@pytest.mark.parametrize(("topic", "text"), [("no_such_topic", "It drops."), ("vpn", "")])
async def test_a_notice_about_nothing_is_not_published(lab, topic, text):
    with pytest.raises(notices.Incomplete):
        await notices.publish(lab.parts.desk, topic, text, "", LEE)


async def test_a_lead_publishes_and_ends_a_notice_on_a_page(lab):
    c = await lab.open()
    async with _console(lab, "notices") as (http, csrf):
        form = {"topic": "vpn", "text": "<b>It drops.</b>", "csrf": csrf}
        assert (await http.post("/console/notices", data={**form, "csrf": ""})).status_code == 403
        empty = await http.post("/console/notices", data={**form, "text": " "})
        assert empty.headers["location"] == "/console/notices?problem=empty"
        assert (await http.post("/console/notices", data=form)).status_code == 303
        (notice,) = await _travelled(lab, c)
        shown = (await http.get("/console/notices")).text
        assert "&lt;b&gt;It drops." in shown
        end = {"csrf": csrf, "done": "<i>New gateway.</i>"}
        ended = await http.post(f"/console/notices/{notice.id}/end", data=end)
        assert ended.headers["location"] == "/console/notices"
        assert await _travelled(lab, c) == []
        assert "Done: &lt;i&gt;New gateway." in (await http.get("/console/notices")).text
        again = await http.post(f"/console/notices/{notice.id}/end", data=end)
        assert again.headers["location"] == "/console/notices?problem=over"


async def test_a_lead_sees_how_many_people_have_it_and_how_many_heard_that_it_is_over(lab):
    number = await notices.publish(lab.parts.desk, "vpn", "It drops.", "", LEE)
    out = Outage("OUT1", "Exchange", "degradation", lab.clock.now(), "Messages are late", incident="INC1")
    lab.parts.outages._trouble = MemoryTrouble(MemoryTickets(), [out])
    lab.clock.advance(seconds=1)
    await lab.parts.outages.look()
    async with _console(lab, "affected") as (http, csrf):

        async def page():
            return " ".join((await http.get("/console/notices")).text.split())

        assert (await page()).count("nobody affected yet") == 2
        c = await lab.open()
        for outage, person in ((number, "ana"), (number, "ben"), ("OUT1", "ana")):
            await _has(lab, c, outage, person)
        shown = await page()
        assert "2 people affected" in shown
        assert "1 person affected" in shown
        assert "slow or unreliable, worked on as INC1" in shown
        await http.post(f"/console/notices/{number}/end", data={"csrf": csrf})
        assert "0 of 2 told" in await page()
        await lab.parts.trouble_over.look()
        assert "2 of 2 told" in await page()


async def _has(lab, conversation, outage, person):
    link = Link(outage, person, conversation, "", "vpn", "VPN: It drops", "", lab.clock.now())
    async with lab.parts.desk.db.write() as connection:
        assert await affected.add(connection, link)


async def test_nobody_but_a_lead_sees_the_page_or_publishes(lab, settings):
    settings.leads = ["kim"]
    async with _console(lab, "closed-notices") as (http, csrf):
        assert (await http.get("/console/notices")).status_code == 404
        form = {"topic": "vpn", "text": "It drops.", "csrf": csrf}
        assert (await http.post("/console/notices", data=form)).status_code == 404
        assert await _travelled(lab, await lab.open()) == []
