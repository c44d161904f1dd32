"""Whoever had what was down hears once that it is over, where they wrote last."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

import pytest

from desk import notices, reach, trouble_over
from desk.store import affected, conversations, log
from desk.store.affected import Link
from desk.switchboard import AgentRef
from desk.trouble_over import TroubleOverWatch
from itsm.errors import Unavailable
from itsm.memory.tickets import MemoryTickets
from itsm.memory.trouble import MemoryTrouble
from itsm.trouble import Outage

LEE = AgentRef("lee", "Lee Chan")
BEN = {"id": "ben", "name": "Ben Ode", "verified": True, "audiences": ["all"], "time_zone": "UTC"}
TRACED = frozenset({trouble_over.__file__, affected.__file__, reach.__file__, log.__file__})


async def _link(lab, conversation: str, outage: str, person: str = "ana") -> None:
    link = Link(outage, person, conversation, "", "vpn", "VPN: It drops", "vpn_problem", lab.clock.now())
    async with lab.parts.desk.db.write() as connection:
        assert await affected.add(connection, link)


def _watch(lab, *outages: Outage) -> TroubleOverWatch:
    return TroubleOverWatch(lab.parts.desk, MemoryTrouble(MemoryTickets(), list(outages)))


async def _told(lab, conversation: str) -> list[str]:
    events = await lab.events(conversation)
    return [str(e.data["text"]) for e in events if e.data.get("key") == "trouble_over"]


def _out(lab, **more) -> Outage:
    return replace(Outage("OUT1", "VPN", "outage", lab.clock.now(), "It drops"), **more)


async def test_the_end_of_a_notice_is_told_once_with_what_was_done(lab):
    number = await notices.publish(lab.parts.desk, "vpn", "It drops.", "Use the web mail.", LEE)
    c, watch = await lab.open(), _watch(lab)
    await _link(lab, c, number)
    await watch.look()
    assert await _told(lab, c) == []
    await notices.end(lab.parts.desk, number, LEE, "The gateway was replaced.")
    for _ in range(2):
        await watch.look()
    (said,) = await _told(lab, c)
    assert said.split("\n\n") == [
        "Good news, this is over: It drops.",
        "What was done: The gateway was replaced.",
        "It should work for you again. If it still doesn't, tell me here and we look at it together.",
    ]


async def test_the_end_of_an_outage_in_the_ticket_system_is_told_and_its_promised_end_is_not(lab):
    c = await lab.open()
    await _link(lab, c, "OUT1")
    later = lab.clock.now().replace(microsecond=0)
    lab.clock.advance(minutes=-10)
    watch = _watch(lab, _out(lab, end=later))
    await watch.look()
    assert await _told(lab, c) == []
    lab.clock.advance(minutes=20)
    await watch.look()
    (said,) = await _told(lab, c)
    assert "VPN: It drops" in said
    assert "What was done" not in said


async def test_what_cannot_be_seen_is_not_said_to_be_over(lab):
    c = await lab.open()
    await _link(lab, c, "OUT1")
    await _watch(lab).look()
    assert await _told(lab, c) == []


async def test_a_silent_ticket_system_keeps_nobody_from_hearing_of_a_notice(lab, monkeypatch):
    number = await notices.publish(lab.parts.desk, "vpn", "It drops.", "", LEE)
    c, d, watch = await lab.open(), await lab.open(BEN), _watch(lab)
    await _link(lab, d, "A-OUT", "ben")
    await _link(lab, c, number)
    await notices.end(lab.parts.desk, number, LEE)

    async def silent(_number: str) -> None:
        raise Unavailable("no answer")

    monkeypatch.setattr(watch._trouble, "outage", silent)
    await watch.look()
    assert len(await _told(lab, c)) == 1
    assert await _told(lab, d) == []


async def test_whoever_closed_the_conversation_hears_in_a_new_one_in_the_same_place(lab):
    c = await lab.open()
    await _link(lab, c, "OUT1")
    lab.clock.advance(hours=200)
    await lab.parts.watch.look()
    assert await lab.holder(c) == "CLOSED"
    await _watch(lab, _out(lab, end=lab.clock.now())).look()
    async with lab.parts.desk.db.read() as connection:
        newest = await conversations.last_of(connection, "ana")
    assert newest is not None
    assert (newest.id != c, newest.channel) == (True, "web")
    assert len(await _told(lab, newest.id)) == 1


async def test_who_still_has_it_gets_help_with_one_press(lab):
    c = await lab.open()
    await _link(lab, c, "OUT1")
    await _watch(lab, _out(lab, end=lab.clock.now())).look()
    await lab.press(c, "It still doesn't work")
    await lab.until_quiet()
    assert lab.bot.asked[-1].payload == "/vpn_problem"


async def test_who_talks_to_an_agent_is_told_and_offered_no_bot(lab):
    c = await lab.open()
    await _link(lab, c, "OUT1")
    await lab.sign_in()
    await lab.parts.switchboard.ask_for_person(c)
    await _watch(lab, _out(lab, end=lab.clock.now())).look()
    (event,) = [e for e in await lab.events(c) if e.data.get("key") == "trouble_over"]
    assert event.data["buttons"] == []


async def test_who_has_it_again_hears_again(lab):
    c = await lab.open()
    for _ in range(2):
        await _link(lab, c, "OUT1")
        await _watch(lab, _out(lab, end=lab.clock.now())).look()
    assert len(await _told(lab, c)) == 2


class Killed(BaseException):
    """The process ends here."""


def _killer(at: int):
    seen = 0

    def trace(frame, event, _arg):
        nonlocal seen
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            seen += 1
            if seen == at:
                raise Killed
        return trace

    return trace


async def test_killed_at_any_line_it_tells_everybody_once(lab):
    c, d = await lab.open(), await lab.open(BEN)
    killed, at = True, 0
    while killed:
        at += 1
        outage = f"OUT{at}"
        await _link(lab, c, outage)
        await _link(lab, d, outage, "ben")
        over = Outage(outage, "VPN", "outage", lab.clock.now(), "", lab.clock.now())
        killed = await _killed(_watch(lab, over), at)
        await _watch(lab, over).look()
    assert at > 20
    assert len(await _told(lab, c)) == len(await _told(lab, d)) == at


async def _killed(watch: TroubleOverWatch, at: int) -> bool:
    before = sys.gettrace()
    sys.settrace(_killer(at))
    try:
        await watch.look()
    except Killed:
        return True
    finally:
        sys.settrace(before)
    return False


async def test_a_lead_who_ends_a_notice_need_not_wait_for_the_next_look(lab):
    number = await notices.publish(lab.parts.desk, "vpn", "It drops.", "", LEE)
    c = await lab.open()
    await _link(lab, c, number)
    running = asyncio.create_task(_watch(lab).run())
    await asyncio.sleep(0)
    await notices.end(lab.parts.desk, number, LEE)

    async def told() -> bool:
        return bool(await _told(lab, c))

    await lab.until(told)
    running.cancel()
    await asyncio.wait([running])


@pytest.mark.parametrize("flow", ["", "vpn_problem"])
async def test_only_where_a_flow_helps_there_is_a_button(lab, flow):
    c = await lab.open()
    link = Link("OUT1", "ana", c, "", "vpn", "VPN: It drops", flow, lab.clock.now())
    async with lab.parts.desk.db.write() as connection:
        await affected.add(connection, link)
    await _watch(lab, _out(lab, end=lab.clock.now())).look()
    (event,) = [e for e in await lab.events(c) if e.data.get("key") == "trouble_over"]
    assert len(event.data["buttons"]) == (1 if flow else 0)
