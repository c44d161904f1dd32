"""Two problems in one message: both are named, and the second one has its turn."""

from __future__ import annotations

PRINTER = {"name": "printer_problem", "confidence": 0.93, "text": "the printer on floor 2 shows offline"}
VPN = {"name": "vpn_problem", "confidence": 0.9, "text": "my vpn drops all the time"}


async def tells_both(anna, *clauses, ranking=("printer_problem", "vpn_problem")):
    shares = dict(zip(ranking, (0.6, 0.3), strict=True))
    return await anna.mumbles("both", "validate_flow_form", clauses=list(clauses), **shares)


async def test_both_are_named_and_the_first_is_begun_with_its_own_words(anna):
    said = await tells_both(anna, PRINTER, VPN)
    assert said.responses == ["utter_two_problems"]
    assert said.slot("flow")["words"] == PRINTER["text"]
    assert said.card("step")["flow"] == "printer_problem"


async def test_the_second_waits_and_comes_after_the_ticket_of_the_first(anna):
    await tells_both(anna, PRINTER, VPN)
    await anna.says("open a ticket", "ticket_create", "validate_ticket_form")
    await anna.says("yes", "affirm", "validate_ticket_form")
    said = await anna.runs("action_file_incident")
    assert said.responses[-1] == "utter_back_to_the_other"


async def test_a_part_that_the_whole_message_does_not_mean_is_context_not_a_problem(anna):
    said = await tells_both(anna, PRINTER, VPN, ranking=("printer_problem", "wifi_problem"))
    assert "utter_two_problems" not in said.responses


async def test_two_parts_about_one_topic_are_one_problem(anna):
    said = await tells_both(anna, PRINTER, {**PRINTER, "text": "and nothing comes out of it"})
    assert "utter_two_problems" not in said.responses
