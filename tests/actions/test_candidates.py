"""Words that may mean two things: one question with both as buttons, and nothing said is lost."""

from __future__ import annotations

PRINTER_OR_VPN = {"printer_problem": 0.42, "vpn_problem": 0.38, "wifi_problem": 0.05}


async def test_two_likely_meanings_are_asked_about_in_the_employees_words(anna):
    said = await anna.mumbles("the thing is offline again", "action_not_understood", **PRINTER_OR_VPN)
    assert said.buttons == ["My printer doesn't print", "My VPN doesn't work", "Something else"]


async def test_the_chosen_meaning_starts_its_flow_with_the_words_that_were_typed(anna):
    await anna.mumbles("the printer on floor 2 is offline", "action_not_understood", **PRINTER_OR_VPN)
    pressed = ("My printer doesn't print", "printer_problem", "validate_flow_form")
    said = await anna.says(*pressed, choice="meant")
    assert said.slot("flow")["words"] == "the printer on floor 2 is offline"


async def test_a_clear_meaning_is_not_asked_about(anna):
    said = await anna.mumbles("my vpn drops", "action_not_understood", vpn_problem=0.9, printer_problem=0.05)
    assert "utter_which_one" not in said.responses


async def test_words_far_from_everything_are_not_guessed_at(anna):
    said = await anna.mumbles("mnbvc", "action_not_understood", nlu_fallback=0.95, **PRINTER_OR_VPN)
    assert "utter_which_one" not in said.responses


async def test_none_of_the_candidates_leads_to_a_person_not_to_rephrasing_again(anna):
    await anna.mumbles("the thing is offline again", "action_not_understood", **PRINTER_OR_VPN)
    said = await anna.says("Something else", "deny", "action_not_understood")
    assert said.responses == ["utter_none_meant"]
    assert "Yes, a person please" in said.buttons


async def test_unclear_words_after_a_question_of_two_get_no_second_question_of_two(anna):
    await anna.mumbles("the thing is offline again", "action_not_understood", **PRINTER_OR_VPN)
    said = await anna.mumbles("offline I said", "action_not_understood", **PRINTER_OR_VPN)
    assert said.responses == ["utter_not_understood_twice"]
