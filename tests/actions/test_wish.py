"""A call or an answer that was asked for beside a problem comes before any steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from employee import CALENDAR

from language.lexicon import Lexicon

FORM = "validate_flow_form"
LEXICON = Lexicon.load(Path(__file__).resolve().parents[2] / "data" / "lexicon")
SET_UP = replace(CALENDAR, topic="vpn", score=0.7)


async def test_who_wants_a_call_is_asked_for_a_number_and_walks_no_steps(anna):
    said = await anna.says("vpn drops, please phone me", "vpn_problem", FORM, wish="call")
    assert (said.texts, said.slot("outcome")) == ([], "call")
    assert said.slot("problem")["topic"] == "vpn"
    asked = await anna.says("vpn drops, please phone me", "vpn_problem", "validate_callback_form")
    assert "utter_call_phone" in asked.responses


@pytest.mark.parametrize("wish", ["rule", "steps"])
async def test_who_only_asks_is_answered_from_the_articles(anna, knowledge, wish):
    knowledge.knows(SET_UP)
    said = await anna.says("how do I set up the vpn?", "vpn_problem", FORM, wish=wish)
    assert "utter_answer" in said.responses
    assert (said.slot("outcome"), said.slot("answer")["question"]) == ("answered", "how do I set up the vpn?")


async def test_what_is_likely_about_something_else_is_no_answer_to_a_question(anna, knowledge):
    knowledge.knows(replace(SET_UP, topic="printer"))
    said = await anna.says("how do I set up the vpn?", "vpn_problem", FORM, wish="steps")
    assert said.card("step")["flow"] == "vpn_problem"


async def test_smoke_comes_before_any_wish(anna):
    said = await anna.says("smoke from my laptop, please phone me", "slow_computer", FORM, wish="call")
    assert said.slot("outcome") != "call"


async def test_the_same_angry_words_again_are_read_as_an_answer(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    for _ in range(2):
        await anna.says("this username may be incorrect", "frustrated", FORM)
        await anna.runs("action_frustrated")
        await anna.runs(FORM)
    said = await anna.says("this username may be incorrect", "frustrated", FORM)
    assert not said.rejected


async def test_anger_at_a_question_counts_as_an_answer_that_was_not_understood(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.says("this username may be incorrect", "frustrated", FORM)
    await anna.runs("action_frustrated")
    again = await anna.runs(FORM)
    assert again.slot("flow")["state"]["unclear"] == 1
    said = await anna.says("the seventh one", "nlu_fallback", FORM)
    assert not any(text.startswith("I'm not sure I got that.") for text in said.texts)


async def test_what_sounds_like_a_question_about_a_ticket_is_the_answer_the_second_time(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    await anna.says("no", "deny", FORM)
    assert (await anna.says("request denied", "ticket_status", FORM)).rejected
    await anna.runs("action_ticket_status")
    await anna.runs(FORM)
    said = await anna.says("request denied", "ticket_status", FORM)
    assert not said.rejected
    assert said.slot("outcome") == "incident"


async def test_a_call_comes_before_a_ticket_too(anna):
    said = await anna.says(
        "somebody should phone me about it", "ticket_create", "validate_ticket_form", wish="call"
    )
    assert said.slot("outcome") == "call"


async def test_who_says_never_mind_is_left_alone_whatever_else_was_said(anna):
    words = "never mind, it was caps lock"
    said = await anna.says(words, "nlu_fallback", "action_not_understood", wish="stop")
    assert said.responses == ["utter_stopped"]


async def test_who_ends_with_goodbye_is_let_go_whatever_else_was_said(anna):
    await anna.says("hm", "nlu_fallback", "action_not_understood")
    words = "it was flight mode, goodbye"
    said = await anna.says(words, "nlu_fallback", "action_not_understood", wish="goodbye")
    assert said.responses == ["utter_goodbye"]


async def test_a_goodbye_at_the_end_of_the_first_message_sends_nobody_away(anna):
    words = "the thing on our floor is dead, thanks bye"
    said = await anna.says(words, "nlu_fallback", "action_not_understood", wish="goodbye")
    assert said.responses == ["utter_not_covered"]


async def test_a_goodbye_amid_the_steps_ends_them_and_is_not_called_unclear(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    words = "it was flight mode, goodbye"
    said = await anna.says(words, "nlu_fallback", FORM, wish="goodbye")
    assert said.responses == []
    said = await anna.says(words, "nlu_fallback", "action_not_understood", wish="goodbye")
    assert said.responses == ["utter_goodbye"]
    assert anna.loop == ""


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("it was airplane mode, goodbye", True), ("found it myself, bye!", True),
        ("all sorted thanks bye", True), ("no wifi at all!! oh, flight mode. ok bye now", True),
        ("ok ciao", True),
        ("I want to say goodbye to my old phone", False), ("bye bye data, the folder is empty", False),
        ("the guest portal says see you later and closes", False),
    ],
)  # fmt: skip
def test_a_goodbye_counts_at_the_end_of_what_is_said(text, leaves):
    found = {(each.kind, each.value) for each in LEXICON.entities(text)}
    assert (("wish", "goodbye") in found) is leaves


async def test_taking_back_what_nobody_was_given_ends_what_is_going_on(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    said = await anna.says("stop, never mind", "revoke_consent", "action_revoke_consent")
    assert said.responses == ["utter_consent_none"]
    assert anna.loop == ""


async def test_who_finds_no_ticket_to_reopen_gets_a_new_one_with_the_same_words(anna):
    words = "you closed my ticket but the printer still eats paper"
    said = await anna.says(words, "ticket_reopen", "validate_care_form")
    assert said.responses == ["utter_care_new_instead"]
    assert (said.slot("outcome"), said.slot("problem")["words"]) == ("incident", words)
