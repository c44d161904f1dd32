"""What is said of the stockrooms before an order, and which piece is put aside with it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from employee import Conversation

from actions.bootstrap import Systems
from desk.filing import Filing
from itsm.catalogue import Item
from itsm.errors import Unavailable
from itsm.memory import MemoryCatalogue, MemoryStock, MemoryTickets
from wire.keys import work_key

FLOW, FORM, ORDER = "validate_flow_form", "validate_ticket_form", "action_place_order"
HEADSET = "Headset BT 200"
ROOT = Path(__file__).resolve().parents[2]


class Stockroom(MemoryStock):
    """A stockroom that can be slow or away."""

    wait_s = 0.0
    away = False

    async def levels(self, model, stockroom=""):
        await asyncio.sleep(self.wait_s)
        if self.away:
            raise Unavailable("down")
        return await super().levels(model, stockroom)


@pytest.fixture(scope="module")
def flow_folder():
    """The shipped flows: one of them orders what lies in stockrooms."""
    return ROOT / "data" / "flows"


@pytest.fixture
def stock() -> Stockroom:
    return Stockroom({(HEADSET, "Milan stockroom"): 2, (HEADSET, "Manila stockroom"): 1})


@pytest.fixture
def shop() -> MemoryCatalogue:
    return MemoryCatalogue([Item("i1", "Headset"), Item("i2", "General IT request")], {"u-anna"})


@pytest.fixture
def anna(shelf, shop, stock) -> Conversation:
    return Conversation.of(shelf, Systems(MemoryTickets(), shop, stock=stock))


async def wanted(anna):
    await anna.says("I need a new headset", "hardware_request", FLOW)
    await anna.presses("pick_up.send", FLOW)
    await anna.says("one headset please", "nlu_fallback", FLOW)
    ended = await anna.says("Milan, desk 4, by Friday", "nlu_fallback", FLOW)
    assert ended.slot("outcome") == "request"
    return await anna.runs(FORM)


async def ordered(anna):
    await wanted(anna)
    await anna.says("yes", "affirm", FORM)
    return await anna.runs(ORDER)


async def test_how_many_there_are_and_where_is_said_before_the_order(anna):
    said = await wanted(anna)
    assert "We have 3 in stock, most of them at Milan stockroom." in said.text
    assert said.card("work")["payload"]["model"] == HEADSET


async def test_the_last_piece_is_one_and_not_most_of_them(anna, stock):
    stock.pieces = {(HEADSET, "Milan stockroom"): 1}
    assert "There is one left in stock, at Milan stockroom." in (await wanted(anna)).text
    assert "most of them" not in (await anna.runs(FORM)).text


async def test_an_empty_stockroom_is_said_with_the_first_day_of_new_ones(anna, stock):
    stock.pieces.clear()
    stock.pieces[HEADSET, "Milan stockroom"] = 0
    assert "none in stock right now, and there will be none before 5 December" in (await wanted(anna)).text


async def test_a_yes_puts_one_piece_aside_under_the_key_of_the_order(anna, stock):
    said = await ordered(anna)
    assert "One is put aside for you at Milan stockroom." in said.text
    assert stock.reserved[work_key("c-1", anna.seq)].person == "u-anna"
    assert stock.pieces == {(HEADSET, "Milan stockroom"): 1, (HEADSET, "Manila stockroom"): 1}


async def test_who_comes_after_the_last_piece_hears_from_when_on_there_are_new_ones(anna, stock, shelf, shop):
    stock.pieces.clear()
    stock.pieces[HEADSET, "Milan stockroom"] = 1
    await wanted(anna)
    await stock.reserve(HEADSET, person="u-ben", key="somebody-else")
    await anna.says("yes", "affirm", FORM)
    said = await anna.runs(ORDER)
    assert "The last one has just gone: there will be none before 5 December." in said.text
    assert said.card("work")["state"] == "done", "the order stands"
    assert stock.pieces[HEADSET, "Milan stockroom"] == 0


@pytest.mark.parametrize("trouble", ["away", "slow"])
async def test_a_stockroom_that_does_not_answer_keeps_nobody_waiting_and_no_order_back(anna, stock, trouble):
    stock.away, stock.wait_s = trouble == "away", 30.0 if trouble == "slow" else 0.0
    async with asyncio.timeout(8):
        said = await ordered(anna)
    assert said.card("work")["state"] == "done"
    assert "I couldn't put one aside just now" in said.text


async def test_the_order_that_the_outbox_delivers_puts_the_same_piece_aside(anna, shop, stock):
    said = await ordered(anna)
    work = said.card("work")
    filed = await Filing(MemoryTickets(), shop, None, stock).file(work, key=work["key"])
    assert filed.number == work["number"]
    assert len(stock.reserved) == 1
