"""A request that the person agreed to reaches the catalogue once, whatever breaks on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict

import pytest

from desk import chat_record
from desk.bootstrap import make_parts
from desk.settings import Settings
from desk.store import conversations
from desk.store.migrate import migrate
from itsm.catalogue import Item, Order, Request
from itsm.errors import Unavailable
from itsm.memory import MemoryCatalogue, MemoryDirectory, MemoryTickets
from itsm.requests import RequestDraft
from tests.desk.conftest import Lab, ScriptedBot, SettableClock
from wire.cards import Work
from wire.turn import BotMessage, Button, TurnRequest

DRAFT = RequestDraft(
    "ana", "Headset", "Headset requested", "2026-11-26T09:00:00+00:00", note="The old one broke"
)


class Shop(MemoryCatalogue):
    """A catalogue that is sometimes closed, and keeps what was ordered."""

    def __init__(self) -> None:
        super().__init__([Item("4" * 32, "Headset")], {"ana"})
        self.closed = False
        self.asked: list[Order] = []

    async def order(self, order: Order, *, key: str) -> Request:
        if self.closed:
            raise Unavailable("hibernating")
        self.asked.append(order)
        return await super().order(order, key=key)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
async def lab(settings: Settings, shop: Shop) -> AsyncIterator[Lab]:
    await migrate(settings.database)
    bot, clock, tickets = ScriptedBot(), SettableClock(), MemoryTickets(callers={"ana"})
    parts = make_parts(
        settings, clock=clock, bot=bot, tickets=tickets, directory=MemoryDirectory(()), catalogue=shop
    )
    yield Lab(parts, bot, clock, tickets)
    await parts.turns.stop()
    await parts.desk.db.close()


def _proposes(request: TurnRequest) -> list[BotMessage]:
    card = Work("request.order", "proposed", asdict(DRAFT))
    return [BotMessage("Shall I order this?", [Button("Yes, order it", "/affirm")], card)]


async def _confirmed_in_a_turn_that_breaks(lab: Lab) -> str:
    c = await lab.open()
    lab.bot.answer = _proposes
    await lab.write(c, "my headset broke, send me a new one")
    await lab.until_said(c, "Shall I order this?")
    await lab.until_quiet()
    lab.bot.down = True
    await lab.press(c, "Yes, order it")
    await lab.until_said(c, "is safe with me under the reference FL-")
    lab.clock.advance(seconds=7)
    return c


async def test_a_confirmed_request_is_ordered_once_although_its_turn_breaks(lab: Lab, shop: Shop) -> None:
    c = await _confirmed_in_a_turn_that_breaks(lab)
    await lab.parts.outbox.deliver_due()
    await lab.parts.outbox.deliver_due()
    (made,) = shop.orders
    assert shop.asked[0].note == "The old one broke"
    assert sum(made.number in line for line in await lab.said(c)) == 1
    assert lab.tickets.opened == [], "a request is no incident"


async def test_while_the_catalogue_is_away_the_request_waits_and_is_then_ordered(
    lab: Lab, shop: Shop
) -> None:
    shop.closed = True
    c = await _confirmed_in_a_turn_that_breaks(lab)
    await lab.parts.outbox.deliver_due()
    assert (await lab.keys(c)).count("ticket_number") == 0
    shop.closed = False
    lab.clock.advance(seconds=60)
    await lab.parts.outbox.deliver_due()
    assert [request.requested_for for request in shop.orders] == ["ana"]
    assert (await lab.keys(c)).count("ticket_number") == 1


async def test_a_conversation_that_ordered_something_became_a_request(lab: Lab) -> None:
    c = await _confirmed_in_a_turn_that_breaks(lab)
    await lab.parts.outbox.deliver_due()
    outcomes = [e.data["outcome"] for e in await lab.events(c) if e.kind == "outcome"]
    assert outcomes == ["request"]


async def test_the_record_of_a_chat_names_no_request_as_its_incident(lab: Lab) -> None:
    c = await _confirmed_in_a_turn_that_breaks(lab)
    await lab.parts.outbox.deliver_due()
    async with lab.parts.desk.db.read() as connection:
        conversation = await conversations.must_get(connection, c)
    assert chat_record.record(conversation, await lab.events(c)).incident == ""


async def test_a_request_the_catalogue_refuses_is_told_once_and_lies_with_the_lead(
    lab: Lab, shop: Shop
) -> None:
    shop.items = ()
    c = await _confirmed_in_a_turn_that_breaks(lab)
    await lab.parts.outbox.deliver_due()
    assert (await lab.keys(c)).count("ticket_refused") == 1
    assert shop.orders == []
