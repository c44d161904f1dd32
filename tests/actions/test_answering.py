"""Answers from articles, "did this help?", and honesty when there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from employee import CALENDAR, CALENDAR_ON_A_MAC

QUESTION = "how do I share my calendar?"


async def test_an_answer_quotes_the_passage_names_its_source_and_asks_whether_it_helped(anna, knowledge):
    knowledge.knows(CALENDAR)
    said = await anna.says(QUESTION, "how_to", "action_answer")
    assert said.text == (
        "Our guide says:\n\n> Right-click **Calendar**.\n\n"
        "From “Share your calendar”, version 1.2.\n\nDid this help?"
    )
    assert said.buttons == ["Yes, it helped", "No"]
    assert (said.card("answer")["article"], said.card("answer")["score"]) == ("share-calendar", 0.91)


async def test_in_the_middle_of_a_flow_the_answer_asks_nothing(anna, knowledge):
    knowledge.knows(CALENDAR)
    await anna.says("vpn drops", "vpn_problem", "validate_flow_form")
    said = await anna.says(QUESTION, "how_to", "action_answer")
    assert "Did this help?" not in said.text
    assert said.buttons == []
    assert said.slot("asked") is None
    assert anna.slots["flow"] is not None


async def test_an_answer_that_helped_is_counted_as_deflected(anna, knowledge):
    knowledge.knows(CALENDAR)
    await anna.says(QUESTION, "how_to", "action_answer")
    said = await anna.says("yes", "affirm", "action_answer_helped")
    assert said.card("feedback")["helped"] is True
    ended = said.card("outcome")
    assert (ended["outcome"], ended["deflection"]) == ("information", "confirmed")
    assert anna.slots["answer"] is None


async def test_an_answer_that_did_not_help_is_followed_by_the_second_best_once(anna, knowledge):
    knowledge.knows(CALENDAR, CALENDAR_ON_A_MAC)
    await anna.says(QUESTION, "how_to", "action_answer")
    second = await anna.says("no", "deny", "action_answer_did_not_help")
    assert second.card("feedback")["article"] == "share-calendar"
    assert second.card("answer")["article"] == "mac-calendar"
    third = await anna.says("no", "deny", "action_answer_did_not_help")
    assert third.responses == ["utter_no_better_answer"]
    assert third.buttons == ["Open a ticket", "Talk to a person"]


async def test_the_question_becomes_the_ticket_when_no_answer_helped(anna, knowledge):
    knowledge.knows(CALENDAR)
    await anna.says(QUESTION, "how_to", "action_answer")
    await anna.says("no", "deny", "action_answer_did_not_help")
    said = await anna.says("Open a ticket", "ticket_create", "validate_ticket_form")
    draft = said.card("work")["payload"]
    assert draft["short_description"] == "How do I share my calendar?"
    assert "Read the article “Share your calendar”: did not help" in draft["description"]
    assert draft["subcategory"] == "email"


async def test_a_question_that_no_article_covers_gets_an_honest_answer_and_next_steps(anna):
    said = await anna.says("how do I grow tomatoes?", "how_to", "action_answer")
    assert said.text.startswith("I don't have an answer to that")
    assert said.buttons == ["Open a ticket", "Talk to a person"]
    assert said.cards == [{"reason": "not_covered", "card": "missed"}]


async def test_words_that_fit_no_intent_are_looked_up_before_anything_else(anna, knowledge):
    knowledge.knows(CALENDAR)
    said = await anna.says("calendar for colleague visible", "nlu_fallback", "action_not_understood")
    assert said.card("answer")["article"] == "share-calendar"
    assert knowledge.asked == ["calendar for colleague visible"]


async def test_twice_not_understood_offers_a_person(anna):
    first = await anna.says("blub", "nlu_fallback", "action_not_understood")
    second = await anna.says("blah", "nlu_fallback", "action_not_understood")
    assert first.responses == ["utter_not_understood"]
    assert second.responses == ["utter_not_understood_twice"]
    assert second.slot("asked") == "person"
    handed = await anna.says("yes", "affirm", "action_hand_over")
    assert handed.card("handoff")["rule"] == "E03-not-understood"


async def test_smoke_goes_to_a_person_whatever_was_understood(anna, knowledge):
    knowledge.knows(CALENDAR)
    said = await anna.says("there is smoke from my laptop", "how_to", "action_answer")
    assert said.card("handoff")["rule"] == "E06-danger"
    assert "answer" not in [card["card"] for card in said.cards]


async def test_smoke_in_the_words_for_a_ticket_gives_way_to_a_person(anna):
    await anna.says("open a ticket", "ticket_create", "validate_ticket_form")
    said = await anna.says("smoke comes out of the dock", "nlu_fallback", "validate_ticket_form")
    assert said.rejected
    handed = await anna.runs("action_not_understood")
    assert handed.card("handoff")["queue"] == "hardware"
    assert anna.loop == ""


async def test_what_is_out_of_scope_is_looked_up_too_before_it_is_declined(anna, knowledge):
    declined = await anna.says("can you order me a pizza?", "out_of_scope", "action_not_understood")
    assert declined.responses == ["utter_out_of_scope"]
    knowledge.knows(CALENDAR)
    found = await anna.says("calendar for the football club", "out_of_scope", "action_not_understood")
    assert found.card("answer")["article"] == "share-calendar"


async def test_a_guess_is_looked_up_instead_of_acted_upon(anna, knowledge):
    anna.confidence = 0.3
    said = await anna.says("my laptop does not start", "ticket_status", "action_ticket_status")
    assert said.responses == ["utter_not_understood"]
    assert knowledge.asked == ["my laptop does not start"]


async def test_no_flow_is_started_on_a_guess(anna):
    anna.confidence = 0.3
    said = await anna.says("my docking station is dead", "vpn_problem", "validate_flow_form")
    assert said.texts == []
    assert (said.slot("flow"), said.slot("outcome"), said.slot("requested_slot")) == (None, None, None)


async def test_a_second_answer_that_hardly_fits_is_not_offered(anna, knowledge):
    knowledge.knows(CALENDAR, replace(CALENDAR_ON_A_MAC, score=0.1))
    await anna.says(QUESTION, "how_to", "action_answer")
    said = await anna.says("no", "deny", "action_answer_did_not_help")
    assert said.responses == ["utter_no_better_answer"]


async def test_a_thing_of_ours_without_an_article_is_no_misunderstanding(anna):
    words = "the docking station is dead"
    said = await anna.says(words, "nlu_fallback", "action_not_understood", device="docking station")
    assert said.responses == ["utter_not_covered"]


async def test_no_ticket_is_begun_on_a_guess(anna):
    anna.confidence = 0.3
    said = await anna.says("my mouse is broken", "ticket_create", "validate_ticket_form")
    assert said.texts == []
    assert (said.slot("outcome"), said.slot("requested_slot")) == (None, None)


@pytest.mark.parametrize(("intent", "form"), [
    ("callback_request", "validate_callback_form"), ("complaint", "validate_complaint_form"),
])  # fmt: skip
async def test_smoke_while_a_call_or_a_complaint_is_taken_gives_way_to_a_person(anna, intent, form):
    await anna.says("please", intent, form)
    said = await anna.says("smoke comes out of the dock", "nlu_fallback", form)
    assert said.rejected
    handed = await anna.runs("action_not_understood")
    assert handed.card("handoff")["queue"] == "hardware"
