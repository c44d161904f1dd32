"""The form that walks a person through a flow."""

from __future__ import annotations

FORM = "validate_flow_form"


async def test_a_problem_is_restated_and_the_first_step_asked_with_buttons(anna):
    said = await anna.says("vpn drops all the time", "vpn_problem", FORM)
    assert said.texts == ["Your VPN drops while you work. Let's get it steady.", "Which device is it on?"]
    assert said.buttons == ["Windows laptop", "Mac"]
    assert said.card("step")["choices"] == ["Windows laptop", "Mac"]
    assert said.slot("requested_slot") == "turn"


async def test_what_the_opening_words_told_is_not_asked_again(anna):
    said = await anna.says("vpn drops on my mac", "vpn_problem", FORM, operating_system="macos")
    assert said.card("step")["step"] == "restart"


async def test_an_answer_is_recorded_as_a_card_and_the_next_step_asked(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    said = await anna.presses("device.macos", FORM)
    assert [(card["step"], card["result"]) for card in said.cards] == [("device", "Mac"), ("restart", "")]


async def test_words_that_answer_nothing_reject_the_turn_so_that_their_rule_runs(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    said = await anna.says("how do I share my calendar?", "how_to", FORM)
    assert said.rejected
    assert said.slot("turn") is None


async def test_after_a_digression_the_same_step_is_asked_again(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.says("are you a bot?", "bot_challenge", FORM)
    await anna.runs("action_small_talk")
    said = await anna.runs(FORM)
    assert said.texts == ["Back to your VPN.", "Which device is it on?"]


async def test_the_second_unclear_answer_offers_a_person_and_keeps_the_step(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    first = await anna.says("blub", "nlu_fallback", FORM)
    second = await anna.says("blah", "nlu_fallback", FORM)
    assert "utter_person_instead" not in first.responses
    assert "utter_person_instead" in second.responses
    assert second.card("step")["step"] == "restart"


async def test_a_question_with_no_clear_answer_twice_goes_on_to_a_ticket_with_what_is_known(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.says("blub", "nlu_fallback", FORM)
    said = await anna.says("blah", "nlu_fallback", FORM)
    assert said.texts == ["That's all right, it can be found out together with you."]
    assert (said.slot("outcome"), said.slot("problem")["topic"]) == ("incident", "vpn")


async def test_a_solved_flow_ends_with_its_own_words_and_nothing_left_of_it(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    said = await anna.presses("restart.helped", FORM)
    assert said.texts == ["Good, your VPN works again."]
    assert (said.slot("outcome"), said.slot("flow"), said.slot("requested_slot")) == ("solved", None, None)


async def test_an_unsolved_flow_hands_on_what_was_tried_and_the_persons_own_words(anna):
    await anna.says("argh my vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    await anna.presses("restart.not_helped", FORM)
    said = await anna.says("error 809", "nlu_fallback", FORM)
    problem = said.slot("problem")
    assert said.slot("outcome") == "incident"
    assert problem["words"] == "argh my vpn drops"
    assert problem["tried"] == ("Restart the VPN client: did not help",)
    assert problem["short"] == "VPN drops"


async def test_another_problem_at_a_step_with_buttons_is_looked_at_first(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    said = await anna.says("now nothing comes out of the printer", "printer_problem", FORM)
    assert said.texts[0].startswith("All right, let's look at this first: your printing.")
    assert said.card("step")["flow"] == "printer_problem"


async def test_the_problem_that_was_left_is_taken_up_where_it_was(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    await anna.says("and the printer is stuck", "printer_problem", FORM)
    said = await anna.says("back to the vpn", "vpn_problem", FORM)
    assert said.card("step")["step"] == "restart"


async def test_after_the_second_problem_the_first_one_is_offered_and_taken_up(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.says("and the printer is stuck", "printer_problem", FORM)
    await anna.presses("paper.helped", FORM)
    offered = await anna.runs("action_solved")
    assert offered.text == "That's one done. Shall we go back to this: your VPN?"
    assert offered.cards == []
    said = await anna.says("yes", "affirm", FORM)
    assert said.card("step")["flow"] == "vpn_problem"


async def test_another_problem_at_a_step_for_own_words_is_asked_about_first(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    await anna.presses("restart.not_helped", FORM)
    said = await anna.says("cannot find printer", "printer_problem", FORM)
    assert said.text == "That sounds like a different problem: your printing. Shall we look at that now?"
    kept = await anna.says("no", "deny", FORM)
    assert kept.slot("outcome") == "incident"
    assert "Message on the screen: cannot find printer" in kept.slot("problem")["details"]


async def test_danger_in_the_first_words_ends_the_flow_before_it_began(anna):
    said = await anna.says("vpn drops and the laptop is smoking", "vpn_problem", FORM)
    assert said.slot("outcome") == "handoff"
    assert said.slot("problem")["danger"] is True


async def test_danger_at_a_step_for_own_words_is_answered_with_safety_first(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    await anna.presses("restart.not_helped", FORM)
    said = await anna.says("I spilled water on the keyboard", "vpn_problem", FORM)
    assert said.texts[0].startswith("Let's keep you and your data safe first.")
    assert (said.slot("outcome"), said.slot("problem")["rule"]) == ("handoff", "E06-danger")
    assert said.slot("problem")["tried"] == ("Restart the VPN client: did not help",)


async def test_danger_is_heard_where_only_yes_or_no_was_asked(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    await anna.presses("restart.not_helped", FORM)
    await anna.says("cannot find printer", "printer_problem", FORM)
    said = await anna.says("yes and now it is smoking", "affirm", FORM)
    assert (said.slot("outcome"), said.slot("problem")["danger"]) == ("handoff", True)


async def test_danger_in_the_second_of_two_problems_comes_before_both(anna):
    words = "vpn drops. the printer is smoking"
    clauses = [
        {"name": "vpn_problem", "confidence": 0.9, "text": "vpn drops"},
        {"name": "printer_problem", "confidence": 0.9, "text": "the printer is smoking"},
    ]
    said = await anna.mumbles(words, FORM, clauses, vpn_problem=0.6, printer_problem=0.3)
    assert (said.slot("outcome"), said.slot("problem")["danger"]) == ("handoff", True)


async def test_a_flow_that_is_gone_from_the_release_ends_the_form_instead_of_sticking(anna):
    anna.slots["flow"] = {"state": {"flow": "fax_problem"}, "words": "", "doubt": None, "left": None}
    said = await anna.says("no", "deny", FORM)
    assert said.slot("flow") is None
    assert said.slot("requested_slot") is None
