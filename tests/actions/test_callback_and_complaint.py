"""A call is arranged at a time when somebody is there; a complaint is taken in the person's own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

CALL, COMPLAIN = "validate_callback_form", "validate_complaint_form"


@pytest.fixture
def office_hours(release):
    """The desk that calls keeps Milan's hours, with a lunch gap."""
    queues = tuple(replace(queue, calendar="milan_office") for queue in release.standards.queues)
    object.__setattr__(release, "standards", replace(release.standards, queues=queues))


async def test_a_number_and_a_time_make_a_call(anna):
    asked = await anna.says("please call me back", "callback_request", CALL)
    assert asked.responses == ["utter_call_phone"]
    asked = await anna.says("+39 02 1234567", "nlu_fallback", CALL)
    assert asked.responses == ["utter_call_when"]
    said = await anna.says("tomorrow at 3", "nlu_fallback", CALL)
    assert said.card("callback")["phone"] == "+39021234567"
    assert said.card("callback")["when"] == "2026-11-24T14:00:00+00:00"
    assert said.card("outcome")["outcome"] == "callback"
    assert "15:00 tomorrow" in said.text
    assert anna.loop == ""


async def test_everything_said_at_once_is_not_asked_again(anna):
    said = await anna.says("call me in an hour on +39 02 1234567", "callback_request", CALL)
    assert said.responses == ["utter_call_arranged"]


@pytest.mark.parametrize("words", ["my phone", "24.11.2026", "x" * 10_000, "1" * 10_000])
async def test_what_is_no_number_gets_a_clear_question(anna, words):
    await anna.says("call me back", "callback_request", CALL)
    said = await anna.says(words, "vpn_problem", CALL)
    assert said.responses == ["utter_call_phone_again"]
    assert anna.loop == "callback_form"


async def test_words_that_name_no_time_get_a_clear_question(anna):
    await anna.says("call me on +39 02 1234567", "callback_request", CALL)
    said = await anna.says("when the moon is full", "nlu_fallback", CALL)
    assert said.responses == ["utter_call_when_again"]


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        ("today at 12:45", ["13:30 today", "07:00 tomorrow", "13:30 tomorrow"]),
        ("saturday morning", ["07:00 on 30 November", "13:30 on 30 November", "07:00 on 1 December"]),
        ("on 7 December at 10", ["07:00 on 9 December", "13:30 on 9 December", "07:00 on 10 December"]),
    ],
)
async def test_a_time_when_nobody_is_there_gets_the_next_ones_and_a_button_takes_it(
    anna, office_hours, wanted, offered
):
    said = await anna.says(f"call me {wanted} on +39 02 1234567", "callback_request", CALL)
    assert said.responses == ["utter_call_when_closed"]
    assert said.buttons == offered


async def test_an_offered_time_is_taken(anna, office_hours):
    await anna.says("call me at 12:45 on +39 02 1234567", "callback_request", CALL)
    said = await anna.presses("call.2026-11-23T12:30:00+00:00", CALL)
    assert said.card("callback")["when"] == "2026-11-23T12:30:00+00:00"


@pytest.mark.parametrize("wanted", ["today at 8:00", "on 2 March at 10"])
async def test_the_past_and_the_far_future_are_no_time_for_a_call(anna, wanted):
    said = await anna.says(f"call me {wanted} on +39 02 1234567", "callback_request", CALL)
    assert said.responses == ["utter_call_when_impossible"]


async def test_who_names_no_time_twice_is_called_at_the_next_one_instead_of_being_asked_for_ever(anna):
    await anna.says("call me on +39 02 1234567", "callback_request", CALL)
    await anna.says("as I said, call me", "nlu_fallback", CALL)
    said = await anna.says("please call me back", "callback_request", CALL)
    assert said.responses == ["utter_call_arranged_next"]
    assert said.card("callback")["when"] == anna.now
    assert anna.loop == ""


async def test_after_two_times_that_are_past_the_next_one_is_taken_and_a_good_one_still_counts(anna):
    await anna.says("call me today at 8:00 on +39 02 1234567", "callback_request", CALL)
    await anna.says("today at 8:30", "nlu_fallback", CALL)
    said = await anna.says("tomorrow at 3", "nlu_fallback", CALL)
    assert said.responses == ["utter_call_arranged"]
    await anna.says("call me today at 8:00 on +39 02 1234567", "callback_request", CALL)
    await anna.says("today at 8:30", "nlu_fallback", CALL)
    said = await anna.says("today at 8:45", "nlu_fallback", CALL)
    assert said.responses == ["utter_call_arranged_next"]


async def test_somebody_unproved_is_called_too(anna):
    anna.person["verified"] = False
    said = await anna.says("call me now on +39 02 1234567", "callback_request", CALL)
    assert said.responses == ["utter_call_arranged"]


async def test_stop_arranges_nothing(anna):
    await anna.says("call me back", "callback_request", CALL)
    said = await anna.says("stop", "stop", CALL)
    assert said.responses == ["utter_call_dropped"]
    assert said.cards == []


async def test_a_question_in_between_is_answered_and_the_number_asked_again(anna):
    await anna.says("call me back", "callback_request", CALL)
    assert (await anna.says("when are you open?", "opening_hours", CALL)).rejected
    await anna.runs("action_opening_hours")
    assert (await anna.runs(CALL)).responses == ["utter_call_phone"]


async def test_a_complaint_is_taken_word_for_word_and_is_no_incident(anna, tickets):
    asked = await anna.says("I want to complain", "complaint", COMPLAIN)
    assert asked.responses == ["utter_complaint_what"]
    said = await anna.says("Three days without an answer!", "vpn_problem", COMPLAIN)
    assert said.card("complaint")["text"] == "Three days without an answer!"
    assert "sorry" in said.text
    assert tickets.opened == []
    assert anna.loop == ""


async def test_a_complaint_that_says_it_all_is_not_asked_about(anna):
    words = "I want to complain, nobody has answered my ticket for three days"
    said = await anna.says(words, "complaint", COMPLAIN)
    assert said.card("complaint")["text"] == words


async def test_a_complaint_can_be_dropped(anna):
    await anna.says("I want to complain", "complaint", COMPLAIN)
    said = await anna.says("never mind", "stop", COMPLAIN)
    assert said.cards == []
