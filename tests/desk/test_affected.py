"""Whoever says that they have what is known is linked to it, once, and no incident is made of it."""

from __future__ import annotations

from desk.store import affected, outbox
from itsm.errors import Refused, Unavailable
from itsm.memory.trouble import MemoryTrouble
from itsm.tickets import IncidentDraft
from wire.cards import Affected, Outcome
from wire.turn import BotMessage

NOBODY = {"id": "anon:1", "name": "", "verified": False, "audiences": ["all"], "time_zone": "UTC"}


def _says_it_is_that(lab, incident: str = "", outage: str = "OUT1") -> None:
    card = Affected(outage, incident, "vpn", "VPN: It drops", "vpn_problem")
    ended = BotMessage("", card=Outcome("information", topic="vpn"))
    lab.bot.answer = lambda _: [BotMessage("", card=card), ended, BotMessage("You need nothing more.")]


async def _linked(lab) -> list[tuple[str, str, str]]:
    async with lab.parts.desk.db.read() as connection:
        return [(each.outage, each.person_id, each.number) for each in await affected.waiting(connection)]


async def _major(lab) -> str:
    """An incident of somebody else's that is worked on, in a ticket system that notes are written in."""
    lab.tickets.callers = None
    lab.parts.outbox._trouble = MemoryTrouble(lab.tickets)
    return (await lab.tickets.open(IncidentDraft("ben", "VPN is out", "", "network"), key="major-1")).number


async def _work(lab) -> dict[str, int]:
    async with lab.parts.desk.db.read() as connection:
        return await outbox.counts(connection)


async def test_who_has_it_is_linked_and_gets_no_incident(lab):
    _says_it_is_that(lab)
    c = await lab.open()
    await lab.write(c, "that's it")
    await lab.until_said(c, "nothing more")
    assert await _linked(lab) == [("OUT1", "ana", "")]
    assert lab.tickets.opened == []
    assert await _work(lab) == {}
    assert [e.data["outcome"] for e in await lab.events(c) if e.kind == "outcome"] == ["information"]


async def test_who_says_it_twice_is_linked_once(lab):
    incident = await _major(lab)
    _says_it_is_that(lab, incident)
    c = await lab.open()
    for _ in range(2):
        await lab.write(c, "that's it")
        await lab.until_quiet()
    await lab.parts.outbox.deliver_due()
    assert await _linked(lab) == [("OUT1", "ana", incident)]
    assert len(lab.tickets.work_notes[incident]) == 1


async def test_agents_of_the_incident_read_who_else_has_it_and_nobody_waits_for_that(lab):
    incident = await _major(lab)
    lab.tickets.fail_next(Unavailable("slow"))
    _says_it_is_that(lab, incident)
    c = await lab.open()
    await lab.write(c, "that's it")
    await lab.until_said(c, "nothing more")
    await lab.parts.outbox.deliver_due()
    assert await _work(lab) == {"work/waiting": 1}
    lab.clock.advance(minutes=5)
    await lab.parts.outbox.deliver_due()
    assert await _work(lab) == {"work/done": 1}
    (note,) = lab.tickets.work_notes[incident]
    assert "Ana Lopez" in note
    assert await lab.said(c) == ["You need nothing more."]


async def test_a_refused_note_is_for_leads_and_not_for_the_person(lab):
    incident = await _major(lab)
    lab.tickets.fail_next(Refused("no right to write"))
    _says_it_is_that(lab, incident)
    c = await lab.open()
    await lab.write(c, "that's it")
    await lab.until_quiet()
    await lab.parts.outbox.deliver_due()
    assert await _work(lab) == {"work/dead": 1}
    assert await lab.said(c) == ["You need nothing more."]


async def test_an_incident_that_has_ended_meanwhile_needs_no_note(lab):
    incident = await _major(lab)
    lab.tickets.change(incident, state="closed")
    _says_it_is_that(lab, incident)
    c = await lab.open()
    await lab.write(c, "that's it")
    await lab.until_quiet()
    await lab.parts.outbox.deliver_due()
    assert await _work(lab) == {"work/done": 1}
    assert lab.tickets.work_notes[incident] == []


async def test_nobody_is_named_to_agents_who_did_not_prove_who_they_are(lab):
    incident = await _major(lab)
    _says_it_is_that(lab, incident)
    c = await lab.open(NOBODY)
    await lab.write(c, "that's it")
    await lab.until_quiet()
    assert await _linked(lab) == [("OUT1", "anon:1", incident)]
    assert await _work(lab) == {}
