"""Outages travel with a message and no message waits for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desk.known_outages import KnownOutages
from itsm.errors import Unavailable
from itsm.memory.tickets import MemoryTickets
from itsm.memory.trouble import MemoryTrouble
from itsm.trouble import Outage

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
VPN = Outage("OUT0000001", "VPN", "outage", NOON - timedelta(hours=1), "The gateway does not answer")


class Silent(MemoryTrouble):
    """A ticket system that stopped answering."""

    async def outages(self, at):
        raise Unavailable("no answer")


class Now:
    at = NOON

    def __call__(self):
        return self.at


async def test_what_is_down_travels_in_the_context_of_the_next_message(lab):
    lab.parts.outages._trouble = MemoryTrouble(
        MemoryTickets(), [Outage("OUT1", "VPN", "outage", lab.clock.now() - timedelta(hours=1), "It is out")]
    )
    await lab.parts.outages.look()
    conversation = await lab.open()
    await lab.write(conversation, "vpn drops")
    await lab.until_said(conversation, "echo: vpn drops")
    assert [n.service for n in lab.bot.asked[-1].context.outages] == ["VPN"]


async def test_what_was_known_stays_while_the_ticket_system_is_silent_but_not_for_ever():
    now = Now()
    known = KnownOutages(now, MemoryTrouble(MemoryTickets(), [VPN]))
    await known.look()
    known._trouble = Silent(MemoryTickets())
    now.at = NOON + timedelta(minutes=10)
    await known.look()
    assert [n.id for n in known.current()] == ["OUT0000001"]
    now.at = NOON + timedelta(minutes=16)
    await known.look()
    assert known.current() == []


async def test_an_outage_whose_end_has_come_is_not_said_until_the_next_look():
    now = Now()
    ends = Outage("OUT2", "VPN", "planned", NOON, "Maintenance", NOON + timedelta(seconds=20))
    known = KnownOutages(now, MemoryTrouble(MemoryTickets(), [ends]))
    await known.look()
    now.at = NOON + timedelta(seconds=30)
    assert known.current() == []
