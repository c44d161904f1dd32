"""What is known to be down is said before a flow's first step."""

from __future__ import annotations

FORM = "validate_flow_form"
VPN_DOWN = {
    "id": "OUT0000001", "service": "VPN", "text": "The gateway does not answer", "kind": "outage",
    "since": "2026-11-23T08:10:00+00:00",
}
MAIL_DOWN = {**VPN_DOWN, "id": "OUT0000002", "service": "Exchange", "text": "Messages are late"}


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
    said = await anna.presses("outage.mine", FORM)
    assert said.card("outcome") == {
        "card": "outcome", "outcome": "information", "deflection": "none", "topic": "vpn",
    }
    assert (said.slot("flow"), said.slot("outcome"), said.slot("requested_slot")) == (None, "known", None)
    then = await anna.runs("action_outage_is_mine")
    assert then.responses == ["utter_outage_is_mine"]
    assert "no ticket, no steps" in then.text
    assert tickets.everyone == []


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
