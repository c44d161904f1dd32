"""Words that are no answer, too many or too long: a clear question comes back and nothing told is lost."""

from __future__ import annotations

import pytest

FORM = "validate_flow_form"
TICKET = "validate_ticket_form"
LONG = "the printer hums and then it stops and nobody knows why " * 180
NOTHING = ("5", "??", "👍", "   ", "x", "77 88", "-")


@pytest.mark.parametrize("text", NOTHING)
async def test_what_describes_no_problem_opens_no_ticket(anna, text):
    await anna.says("open a ticket", "ticket_create", TICKET)
    said = await anna.says(text, "nlu_fallback", TICKET)
    assert said.responses == ["utter_what_is_wrong_again"]
    assert said.slot("draft")["stage"] == "describe"


@pytest.mark.parametrize("text", NOTHING)
async def test_what_tells_nothing_is_not_added_to_a_draft(anna, text):
    await anna.says("open a ticket", "ticket_create", TICKET)
    draft = await anna.says("my keyboard is dead since monday", "nlu_fallback", TICKET)
    said = await anna.says(text, "nlu_fallback", TICKET)
    assert said.responses == ["utter_file_it_again"]
    assert said.slot("draft") == draft.slot("draft")
    assert said.slot("problem")["words"] == "my keyboard is dead since monday"


async def test_a_word_in_any_script_describes_a_problem(anna):
    await anna.says("open a ticket", "ticket_create", TICKET)
    said = await anna.says("電腦", "nlu_fallback", TICKET)
    assert said.slot("problem")["words"] == "電腦"


async def test_ten_thousand_characters_become_a_ticket_with_a_short_heading(anna):
    await anna.says("open a ticket", "ticket_create", TICKET)
    said = await anna.says(LONG, "nlu_fallback", TICKET)
    payload = said.card("work")["payload"]
    assert len(payload["short_description"]) <= 100
    assert LONG.strip() in payload["description"]
    assert len(said.text) < 1000


async def test_ten_thousand_characters_at_a_step_ask_the_step_again_with_all_that_was_told(anna):
    begun = await anna.says("vpn drops", "vpn_problem", FORM)
    said = await anna.says(LONG, "nlu_fallback", FORM)
    assert said.card("step")["step"] == "device"
    assert said.buttons == begun.buttons
    assert said.slot("flow")["words"] == "vpn drops"


async def test_ten_thousand_characters_to_begin_with_begin_the_flow(anna):
    said = await anna.says(f"vpn drops {LONG}", "vpn_problem", FORM)
    assert said.card("step")["step"] == "device"


@pytest.mark.parametrize("text", ["9", "the seventh one", "a mac and a windows laptop", "two days ago"])
async def test_an_answer_out_of_range_or_twofold_is_asked_more_clearly(anna, text):
    begun = await anna.says("vpn drops", "vpn_problem", FORM)
    said = await anna.says(text, "nlu_fallback", FORM)
    assert said.texts[0].startswith("I'm not sure I got that.")
    assert said.buttons == begun.buttons


async def test_what_an_answer_told_besides_reaches_the_ticket(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    more = "no, and it's on the third floor since monday"
    await anna.says(more, "deny", FORM, place="third floor", since_when="since monday")
    said = await anna.says("error 809", "nlu_fallback", FORM)
    assert said.slot("problem")["words"] == f"vpn drops\n{more}"
    assert anna.slots["circumstances"] == {"place": "third floor", "since_when": "since monday"}


async def test_a_plain_answer_is_not_kept_as_words(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    said = await anna.says("it is a mac", "nlu_fallback", FORM)
    assert said.slot("flow")["words"] == "vpn drops"


@pytest.mark.parametrize("choice", ["", "zork", "device.amiga", "restart.helped.x", "care.INC1", "." * 5000])
async def test_a_button_that_means_nothing_here_keeps_the_question(anna, choice):
    await anna.says("vpn drops", "vpn_problem", FORM)
    said = await anna.presses(choice, FORM)
    assert said.card("step")["step"] == "device"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("yes, please file it", "confirmed"), ("ok go ahead", "confirmed"), ("no, don't file it", "declined")],
)
@pytest.mark.parametrize("intent", ["nlu_fallback", "information_request"])
async def test_a_plain_yes_or_no_to_a_draft_is_one_whatever_it_was_taken_for(anna, text, outcome, intent):
    await anna.says("open a ticket", "ticket_create", TICKET)
    await anna.says("my keyboard is dead", "nlu_fallback", TICKET)
    assert (await anna.says(text, intent, TICKET)).slot("outcome") == outcome


async def test_a_yes_with_a_story_behind_it_is_added_to_the_draft(anna):
    await anna.says("open a ticket", "ticket_create", TICKET)
    await anna.says("my keyboard is dead", "nlu_fallback", TICKET)
    said = await anna.says("yes and the mouse on the other desk died too", "nlu_fallback", TICKET)
    assert said.responses == ["utter_added_to_draft"]
