"""People on a ticket's watch list hear of each new state once, where they wrote last."""

from __future__ import annotations

import pytest

from desk.ticket_changes import TicketChangesWatch
from itsm.memory import MemoryChanges
from itsm.tickets import IncidentDraft

BOB = {"id": "bob", "name": "Bob", "verified": True, "audiences": ["all"], "time_zone": "UTC"}


@pytest.fixture
async def watch(lab):
    made = TicketChangesWatch(lab.parts.desk, MemoryChanges(lab.tickets))
    await made.look()
    return made


async def _keys(lab, conversation):
    return [key for key in await lab.keys(conversation) if key.startswith("ticket_")]


async def test_each_new_state_is_told_to_watchers_once_and_comments_are_not(lab, watch):
    anas, bobs = await lab.open(), await lab.open(BOB)
    ticket = await lab.tickets.open(IncidentDraft("ana", "VPN drops", "Error 809", "network"), key="w1")
    for person in ("bob", "ana", "nobody-we-know"):
        await lab.tickets.watch(ticket.number, person=person, caller="ana")
    await watch.look()
    for state in ("in_progress", "resolved"):
        lab.tickets.change(ticket.number, state=state)
        for _ in range(3):
            await watch.look()
    assert await _keys(lab, bobs) == ["ticket_watched"] * 2
    assert await _keys(lab, anas) == ["ticket_news"] * 2
    assert "resolved" in (await lab.said(bobs))[-1]


async def test_a_restarted_watch_tells_watchers_nothing_again(lab, watch):
    bobs = await lab.open(BOB)
    ticket = await lab.tickets.open(IncidentDraft("ana", "VPN drops", "Error 809", "network"), key="w2")
    await lab.tickets.watch(ticket.number, person="bob", caller="ana")
    lab.tickets.change(ticket.number, state="in_progress")
    await watch.look()
    await TicketChangesWatch(lab.parts.desk, MemoryChanges(lab.tickets)).look()
    assert await _keys(lab, bobs) == ["ticket_watched"]
