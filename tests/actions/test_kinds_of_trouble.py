"""An outage, something slow and planned maintenance are said in words of their own, whenever the flow of
their topic asks: begun, one of two, or taken up again."""

from __future__ import annotations

import pytest
from test_two_problems import PRINTER, VPN, tells_both

FORM = "validate_flow_form"
OUT = {
    "id": "OUT0000001", "service": "VPN", "text": "The gateway does not answer", "kind": "outage",
    "since": "2026-11-23T08:10:00+00:00", "incident": "INC0010007",
}
SLOW = {**OUT, "id": "OUT0000002", "kind": "degradation", "text": "It is slow"}
PLANNED = {**OUT, "id": "OUT0000003", "kind": "planned", "text": "New gateway"}
UNTIL = {**PLANNED, "until": "2026-11-23T11:30:00+00:00"}


@pytest.mark.parametrize(
    ("known", "response", "words", "button"),
    [
        (OUT, "utter_outage_first", "since 23 November, 09:10", "It's that outage"),
        (SLOW, "utter_degraded_first", "slowly or not for everybody", "It's that problem"),
        (PLANNED, "utter_maintenance_first", "since 23 November, 09:10", "It's that maintenance"),
        (UNTIL, "utter_maintenance_first_until", "until 23 November, 12:30", "It's that maintenance"),
    ],
    ids=["outage", "slow", "maintenance", "maintenance with an end"],
)
async def test_each_kind_has_words_of_its_own(anna, known, response, words, button):
    anna.outages = [known]
    said = await anna.says("vpn drops all the time", "vpn_problem", FORM)
    assert said.responses == [response]
    assert words in said.texts[0]
    assert said.buttons[-1] == button


async def test_of_several_kinds_the_worst_leads_and_each_says_what_it_is(anna):
    anna.outages = [PLANNED, SLOW, OUT]
    said = await anna.says("vpn drops all the time", "vpn_problem", FORM)
    assert said.responses == ["utter_outage_first"]
    assert "VPN: New gateway (planned maintenance)" in said.texts[0]
    assert "VPN: It is slow (slow, or not for everybody)" in said.texts[0]


async def test_asked_what_is_down_maintenance_alone_is_nothing_broken(anna):
    anna.outages = [PLANNED]
    said = await anna.says("is something down?", "outage_check", "action_outages")
    assert said.responses == ["utter_maintenance_now"]
    anna.outages = [PLANNED, OUT]
    said = await anna.says("is something down?", "outage_check", "action_outages")
    assert said.responses == ["utter_outages"]
    assert "New gateway (planned maintenance)" in said.text


async def test_of_two_problems_the_first_ones_outage_is_said_with_its_question(anna):
    anna.outages = [OUT]
    said = await tells_both(anna, VPN, PRINTER, ranking=("vpn_problem", "printer_problem"))
    assert said.responses == ["utter_two_problems", "utter_outage_first"]
    assert said.buttons[-1] == "It's that outage"


async def test_the_other_problem_has_its_turn_after_the_first_is_the_outage(anna):
    anna.outages = [OUT]
    await tells_both(anna, VPN, PRINTER, ranking=("vpn_problem", "printer_problem"))
    await anna.presses("outage.mine:OUT0000001", FORM)
    said = await anna.runs("action_outage_is_mine")
    assert said.responses == ["utter_outage_is_mine", "utter_back_to_the_other"]
    assert said.slot("asked") == "left"
    said = await anna.says("yes", "affirm", FORM)
    assert said.card("step")["flow"] == "printer_problem"


async def test_the_outage_of_the_second_is_said_when_its_turn_comes(anna):
    anna.outages = [OUT]
    said = await tells_both(anna, PRINTER, VPN)
    assert "utter_outage_first" not in said.responses
    await anna.says("it prints now", "solved", FORM)
    await anna.runs("action_solved")
    said = await anna.says("yes", "affirm", FORM)
    assert said.responses == ["utter_outage_first"]
    assert said.card("step")["flow"] == "vpn_problem"


async def test_what_began_while_somebody_asked_something_else_is_said_on_the_way_back(anna):
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    await anna.says("when are you open?", "opening_hours", "action_opening_hours")
    anna.outages = [OUT]
    said = await anna.runs(FORM, {**anna._message, "metadata": anna._context()})
    assert said.responses == ["utter_outage_first"]
    assert said.card("step")["step"] == "device"


async def test_nobody_is_told_the_same_twice_on_the_way_back(anna):
    anna.outages = [OUT]
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    await anna.says("when are you open?", "opening_hours", "action_opening_hours")
    said = await anna.runs(FORM)
    assert "utter_outage_first" not in said.responses
    assert said.buttons[-1] == "It's that outage"
