"""What is known to be down is said before a flow's first step."""

from __future__ import annotations

import pytest

FORM = "validate_flow_form"
VPN_DOWN = {
    "id": "OUT0000001", "service": "VPN", "text": "The gateway does not answer", "kind": "outage",
    "since": "2026-11-23T08:10:00+00:00", "incident": "INC0010007",
}
MAIL_DOWN = {**VPN_DOWN, "id": "OUT0000002", "service": "Exchange", "text": "Messages are late"}
VPN_SLOW = {**VPN_DOWN, "id": "NTC0001", "kind": "notice", "topic": "vpn", "text": "It is slow in Austin"}


async def test_an_outage_of_the_topic_is_said_before_the_first_step_in_local_time(anna):
    anna.outages = [VPN_DOWN, MAIL_DOWN]
    said = await anna.says("vpn drops all the time", "vpn_problem", FORM)
    assert "VPN: The gateway does not answer" in said.texts[0]
    assert "23 November, 09:10" in said.texts[0]
    assert "Messages are late" not in said.text
    assert said.texts[-1] == "Which device is it on?"
    assert said.buttons == ["Windows laptop", "Mac", "It's that outage"]
    assert said.card("outage")["number"] == "OUT0000001"


async def test_an_outage_of_something_else_leaves_the_flow_as_it_is(anna):
    anna.outages = [MAIL_DOWN]
    said = await anna.says("vpn drops all the time", "vpn_problem", FORM)
    assert said.texts == ["Your VPN drops while you work. Let's get it steady.", "Which device is it on?"]
    assert said.buttons == ["Windows laptop", "Mac"]


async def test_who_has_that_outage_is_done_without_a_step_or_a_ticket(anna, tickets):
    anna.outages = [VPN_DOWN]
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    said = await anna.presses("outage.mine:OUT0000001", FORM)
    assert [card["card"] for card in said.cards] == ["affected", "outcome"]
    assert said.card("affected") == {
        "card": "affected", "outage": "OUT0000001", "number": "INC0010007", "topic": "vpn",
        "about": "VPN: The gateway does not answer", "flow": "vpn_problem",
    }
    assert (said.card("outcome")["outcome"], said.card("outcome")["topic"]) == ("information", "vpn")
    assert (said.slot("flow"), said.slot("outcome"), said.slot("requested_slot")) == (None, "known", None)
    then = await anna.runs("action_outage_is_mine")
    assert then.responses == ["utter_outage_is_mine"]
    assert "no ticket, no steps" in then.text
    assert tickets.everyone == []


@pytest.mark.parametrize("words", ["Yes, that's it!", "it is that outage", "me too"])
async def test_who_says_that_it_is_that_needs_no_button(anna, words):
    anna.outages = [VPN_DOWN]
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    said = await anna.says(words, "nlu_fallback", FORM)
    assert said.card("affected")["outage"] == "OUT0000001"
    assert said.slot("outcome") == "known"


async def test_a_plain_yes_means_the_outage_where_the_step_asks_for_no_yes(anna):
    anna.outages = [VPN_DOWN]
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    said = await anna.says("yes", "affirm", FORM)
    assert said.card("affected")["outage"] == "OUT0000001"


async def test_a_yes_to_a_later_step_is_an_answer_to_that_step(anna):
    anna.outages = [VPN_DOWN]
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    await anna.presses("device.windows", FORM)
    said = await anna.says("yes", "affirm", FORM)
    assert "affected" not in [card["card"] for card in said.cards]


async def test_a_plain_yes_without_an_outage_is_asked_again(anna):
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    said = await anna.says("yes", "affirm", FORM)
    assert said.cards[-1]["step"] == "device"


async def test_of_two_known_things_the_person_says_which_one(anna):
    anna.outages = [VPN_DOWN, VPN_SLOW]
    said = await anna.says("vpn drops all the time", "vpn_problem", FORM)
    assert said.buttons[2:] == ["It's VPN: The gateway does not answer", "It's VPN: It is slow in Austin"]
    said = await anna.presses("outage.mine:NTC0001", FORM)
    assert [card["outage"] for card in said.cards if card["card"] == "affected"] == ["NTC0001"]


async def test_the_way_out_stays_while_the_question_after_it_waits(anna):
    anna.outages = [VPN_DOWN]
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    said = await anna.says("hm", "nlu_fallback", FORM)
    assert said.buttons[-1] == "It's that outage"
    assert "utter_outage_first" not in said.responses


async def test_what_begins_while_somebody_is_at_a_step_is_said_before_the_next_one(anna):
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    anna.outages = [VPN_DOWN]
    said = await anna.presses("device.macos", FORM)
    assert said.responses == ["utter_outage_first"]
    assert said.card("step")["result"] == "Mac"
    assert said.buttons[-1] == "It's that outage"


async def test_who_has_a_different_problem_answers_the_step_and_goes_on(anna):
    anna.outages = [VPN_DOWN]
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    said = await anna.presses("device.macos", FORM)
    assert said.card("step")["result"] == "Mac"
    assert "utter_outage_first" not in said.responses
    assert "It's that outage" not in said.buttons


async def test_is_something_down_lists_what_is_known(anna):
    anna.outages = [VPN_DOWN, MAIL_DOWN]
    said = await anna.says("is something down?", "outage_check", "action_outages")
    assert "- VPN: The gateway does not answer" in said.text
    assert "- Exchange: Messages are late" in said.text


LEADS = {**VPN_DOWN, "id": "NTC0001", "kind": "notice", "service": "Network", "text": "VPN is slow"}


async def test_a_leads_notice_is_said_in_the_topic_that_the_lead_chose(anna):
    anna.outages = [{**LEADS, "topic": "vpn"}]
    said = await anna.says("vpn drops all the time", "vpn_problem", FORM)
    assert "Network: VPN is slow" in said.texts[0]


async def test_a_leads_notice_is_not_said_in_another_topic_whatever_its_words(anna):
    anna.outages = [{**LEADS, "topic": "email"}]
    said = await anna.says("vpn drops all the time", "vpn_problem", FORM)
    assert "utter_outage_first" not in said.responses
