"""From a flow's request to an order from the catalogue, and every way that may go otherwise."""

from __future__ import annotations

import pytest
from employee import Conversation

from actions.bootstrap import Systems
from itsm.catalogue import Item
from itsm.errors import Refused, Unavailable, UnknownOutcome
from itsm.memory import MemoryCatalogue
from wire.keys import local_reference, work_key

FLOW, FORM, ORDER = "validate_flow_form", "validate_ticket_form", "action_place_order"


class Shop(MemoryCatalogue):
    """A catalogue that can be made to fail once, and whose items a manager approves."""

    def __init__(self) -> None:
        super().__init__([Item("f1", "Shared folder access")], {"u-anna"}, lambda item, person: "u-boss")
        self.failure: Exception | None = None
        self.asked = []

    async def order(self, order, *, key):
        if self.failure:
            raise self.failure
        self.asked.append(order)
        return await super().order(order, key=key)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def anna(shelf, tickets, shop) -> Conversation:
    return Conversation.of(shelf, Systems(tickets, shop))


async def proposed(anna, kind="folder", name="Finance Q4"):
    await anna.says("I need access to the finance folder", "access_request", FLOW)
    await anna.presses(f"kind.{kind}", FLOW)
    await anna.says(name, "nlu_fallback", FLOW)
    ended = await anna.presses("right.look", FLOW)
    assert ended.slot("outcome") == "request"
    return await anna.runs(FORM)


async def agreed(anna):
    await proposed(anna)
    confirmed = await anna.says("yes", "affirm", FORM)
    assert confirmed.slot("outcome") == "ordered"
    return await anna.runs(ORDER)


async def test_a_request_that_the_catalogue_has_is_proposed_before_anything_is_ordered(anna, shop):
    said = await proposed(anna)
    card = said.card("work")
    assert (card["operation"], card["state"]) == ("request.order", "proposed")
    assert card["payload"]["caller"] == "u-anna"
    assert card["payload"]["answers"] == {"folder": "Finance Q4", "level": "read"}
    assert "**Shared folder access**" in said.text
    assert "- Which one: Finance Q4" in said.text
    assert "Your manager has to approve it first" in said.text
    assert shop.asked == []


async def test_a_request_that_no_item_fits_is_ordered_in_its_own_words_for_a_person_to_read(anna):
    said = await proposed(anna, kind="group", name="Project Falcon")
    card = said.card("work")
    assert (card["operation"], card["payload"]["item"]) == ("request.order", "General IT request")
    assert card["payload"]["answers"]["need"] == card["payload"]["short_description"]


async def test_a_yes_orders_it_once_for_the_person_and_says_number_and_who_approves(anna, shop, tickets):
    said = await agreed(anna)
    (order,) = shop.asked
    assert (order.requested_for, order.item) == ("u-anna", "f1")
    assert "I need access to the finance folder" in order.note
    work = said.card("work")
    assert (work["state"], work["number"]) == ("done", "REQ0010001")
    assert "**REQ0010001**" in said.text
    assert "It waits for your manager's yes" in said.text
    assert said.card("outcome")["outcome"] == "request"
    assert tickets.opened == []


async def test_an_order_that_waits_for_nobody_is_said_to_go_on(anna, shop):
    shop.approver_of = lambda item, person: ""
    assert "The people who deliver it have it now" in (await agreed(anna)).text


async def test_the_same_turn_run_again_orders_nothing_more(anna, shop):
    await proposed(anna)
    await anna.says("yes", "affirm", FORM)
    before = dict(anna.slots)
    first = await anna.runs(ORDER)
    anna.slots = before
    again = await anna.runs(ORDER)
    assert len(shop.orders) == 1
    assert again.card("work")["number"] == first.card("work")["number"]


async def test_a_second_yes_hears_the_number_of_the_request_again(anna, shop):
    await agreed(anna)
    said = await anna.says("yes", "affirm", "action_yes_or_no")
    assert said.text == "It's ordered already. Your request is **REQ0010001**."
    assert len(shop.orders) == 1


@pytest.mark.parametrize("error", [Unavailable("down"), UnknownOutcome()], ids=["down", "answer lost"])
async def test_without_servicenow_the_order_has_an_honest_reference_and_is_delivered_later(anna, shop, error):
    shop.failure = error
    said = await agreed(anna)
    work, key = said.card("work"), work_key("c-1", anna.seq)
    assert (work["operation"], work["state"], work["key"]) == ("request.order", "pending", key)
    assert local_reference(key) in said.text
    assert "REQ" not in said.text


async def test_a_refused_order_is_said_and_a_person_offered(anna, shop):
    shop.failure = Refused("variables: folder needs an answer")
    said = await agreed(anna)
    assert said.card("work")["state"] == "refused"
    assert "needs an answer" not in said.text
    assert said.slot("asked") == "person"


async def test_a_no_orders_nothing_and_leaves_no_draft_behind(anna, shop):
    await proposed(anna)
    assert (await anna.says("no", "deny", FORM)).slot("outcome") == "declined"
    said = await anna.runs("action_not_filed")
    assert said.text.startswith("All right, I haven't ordered anything.")
    assert (anna.slots["draft"], anna.slots["problem"]["declined"]) == (None, True)
    assert shop.asked == []


async def test_words_at_the_order_go_with_it_to_those_who_deliver(anna, shop):
    await proposed(anna)
    said = await anna.says("only the sheet about Q4 matters", "nlu_fallback", FORM)
    assert said.text == "I've added that. Shall I order it now: Shared folder access?"
    await anna.says("yes", "affirm", FORM)
    await anna.runs(ORDER)
    assert "only the sheet about Q4 matters" in shop.asked[0].note


async def test_a_digression_at_the_order_comes_back_to_the_question(anna):
    await proposed(anna)
    assert (await anna.says("when are you open?", "opening_hours", FORM)).rejected
    await anna.runs("action_opening_hours")
    said = await anna.runs(FORM)
    assert said.text == "Back to your order: Shared folder access. Shall I order it?"
    assert (await anna.says("yes", "affirm", FORM)).slot("outcome") == "ordered"


async def test_a_different_problem_at_the_order_says_that_nothing_was_ordered(anna, shop):
    await proposed(anna)
    said = await anna.says("and my printer is stuck", "printer_problem", FORM)
    assert said.rejected
    assert said.text == "I haven't ordered anything yet (Shared folder access). Let's look at this first."
    assert shop.asked == []


async def test_somebody_unproved_is_told_to_sign_in_and_no_order_is_drafted(anna):
    anna.person = {"id": "", "verified": False}
    assert (await proposed(anna)).cards == []
