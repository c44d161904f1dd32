"""From "it still does not work" to a ticket's number, and every way that may go otherwise."""

from __future__ import annotations

import asyncio

import pytest

from actions.filing import FileIncident
from itsm.errors import Refused, Unavailable, UnknownOutcome
from wire.keys import local_reference, work_key

FORM = "validate_ticket_form"


async def proposed(anna, text="my docking station is dead"):
    await anna.says("open a ticket", "ticket_create", FORM)
    return await anna.says(text, "nlu_fallback", FORM)


async def agreed(anna):
    await proposed(anna)
    await anna.says("yes", "affirm", FORM)
    return await anna.runs("action_file_incident")


async def test_somebody_who_wants_a_ticket_is_asked_one_question(anna):
    said = await anna.says("open a ticket", "ticket_create", FORM)
    assert said.text == "I'll open a ticket. What is wrong, and since when? One or two sentences are enough."


async def test_the_words_become_a_draft_that_can_be_checked_before_it_is_filed(anna, tickets):
    said = await proposed(anna)
    draft = said.card("work")["payload"]
    assert said.card("work")["state"] == "proposed"
    assert "**My docking station is dead**" in said.text
    assert "Urgency: low, you can work around it for now. It goes to: Service Desk." in said.text
    assert (draft["caller"], draft["contact_type"], draft["category"]) == ("u-anna", "chat", "inquiry")
    assert draft["description"] == "In their own words:\nmy docking station is dead"
    assert tickets.opened == []


async def test_the_topic_of_the_draft_is_that_of_the_words(anna, release):
    await anna.says("open a ticket", "ticket_create", FORM)
    said = await anna.says("the wifi is gone", "wifi_problem", FORM)
    draft = said.card("work")["payload"]
    assert draft["assignment_group"] == release.standards.queue("network").group
    assert (draft["category"], draft["subcategory"]) == ("network", "wireless")


async def test_vague_words_are_made_concrete_in_the_heading_and_kept_in_the_description(anna):
    await anna.says("open a ticket", "ticket_create", FORM)
    said = await anna.says("the thing for home internet is broken", "vpn_problem", FORM)
    draft = said.card("work")["payload"]
    assert draft["short_description"] == "The VPN client is broken"
    assert "the thing for home internet is broken" in draft["description"]


async def test_a_flow_that_did_not_help_becomes_a_draft_with_the_steps_tried(anna, release):
    await anna.says("argh my vpn drops", "vpn_problem", "validate_flow_form", operating_system="macos")
    await anna.presses("restart.not_helped", "validate_flow_form")
    await anna.says("error 809", "nlu_fallback", "validate_flow_form")
    said = await anna.runs(FORM)
    draft = said.card("work")["payload"]
    assert "- Restart the VPN client: did not help" in said.text
    assert draft["description"] == (
        "In their own words:\nargh my vpn drops\n\n"
        "What is known:\n- Device: Mac\n- Message on the screen: error 809\n\n"
        "Already tried:\n- Restart the VPN client: did not help"
    )
    assert (draft["impact"], draft["urgency"]) == (3, 2)
    assert draft["assignment_group"] == release.standards.queue("network").group


async def test_asking_for_a_ticket_in_the_middle_of_a_flow_takes_along_what_is_known(anna):
    await anna.says("vpn drops", "vpn_problem", "validate_flow_form")
    await anna.presses("device.macos", "validate_flow_form")
    said = await anna.says("just open a ticket", "ticket_create", FORM)
    assert said.card("work")["payload"]["short_description"] == "VPN drops"
    assert said.slot("flow") is None


@pytest.mark.parametrize("taken_for", ["ticket_update", "ticket_cancel", "ticket_status", "nlu_fallback"])
async def test_a_yes_with_words_of_tickets_is_a_yes_whatever_it_is_taken_for(anna, taken_for):
    await proposed(anna)
    confirmed = await anna.says("yes, file the ticket", taken_for, FORM)
    assert confirmed.slot("outcome") == "confirmed"


async def test_a_yes_files_it_once_and_says_the_number(anna, tickets):
    said = await agreed(anna)
    assert [draft.short_description for draft in tickets.opened] == ["My docking station is dead"]
    assert "**INC0010001**" in said.text
    work = said.card("work")
    assert (work["state"], work["number"], work["key"]) == ("done", "INC0010001", work_key("c-1", 3))
    assert said.card("outcome")["outcome"] == "incident"


async def test_the_same_turn_run_again_files_nothing_more(anna, tickets):
    await proposed(anna)
    await anna.says("yes", "affirm", FORM)
    before = dict(anna.slots)
    first = await anna.runs("action_file_incident")
    anna.slots = before
    again = await anna.runs("action_file_incident")
    assert len(tickets.opened) == 1
    assert again.card("work")["number"] == first.card("work")["number"]


async def test_a_second_yes_hears_the_number_again(anna, tickets):
    await agreed(anna)
    said = await anna.says("yes", "affirm", "action_yes_or_no")
    assert said.text == "It's filed already. Your ticket is **INC0010001**."
    assert len(tickets.opened) == 1


@pytest.mark.parametrize("error", [Unavailable("down"), UnknownOutcome()], ids=["down", "answer lost"])
async def test_without_servicenow_there_is_an_honest_reference_and_a_draft_to_deliver(anna, tickets, error):
    tickets.fail_next(error)
    said = await agreed(anna)
    key = work_key("c-1", 3)
    work = said.card("work")
    assert (work["state"], work["key"], work["reference"]) == ("pending", key, local_reference(key))
    assert work["payload"]["short_description"] == "My docking station is dead"
    assert local_reference(key) in said.text
    assert "INC" not in said.text


async def test_a_second_yes_to_a_pending_ticket_hears_its_reference_again(anna, tickets):
    tickets.fail_next(Unavailable())
    await agreed(anna)
    said = await anna.says("yes", "affirm", "action_yes_or_no")
    assert local_reference(work_key("c-1", 3)) in said.text


async def test_a_servicenow_that_takes_too_long_counts_as_pending(shelf):
    class Slow:
        async def open(self, draft, *, key):
            await asyncio.Event().wait()

    from employee import domain

    from actions.turn import Turn
    from wire.turn import Person, TurnContext

    draft = {"caller": "u-anna", "short_description": "s", "description": "d", "category": "inquiry"}
    context = TurnContext("c-1", 3, "web", Person("u-anna", verified=True), "2026-11-23T09:00:00+00:00")
    from actions.words import Words

    turn = Turn(
        context, "yes", "affirm", 1.0, "", {}, {"draft": {"payload": draft, "team": "Network"}}, "", (), (),
        words=Words(domain()["responses"]),
    )
    reply = await FileIncident(shelf, Slow(), call_s=0.01)(turn)
    assert reply.says[0].response == "utter_ticket_pending"


async def test_a_refusal_is_said_and_a_person_offered_who_knows_the_problem(anna, tickets):
    tickets.fail_next(Refused("a rule of the company's"))
    said = await agreed(anna)
    assert said.card("work")["state"] == "refused"
    assert "rule of the company" not in said.text
    assert said.slot("asked") == "person"
    handed = await anna.says("yes", "affirm", "action_hand_over")
    assert "My docking station is dead" in handed.card("handoff")["summary"]


async def test_a_no_files_nothing_and_leaves_no_draft_behind(anna, tickets):
    await proposed(anna)
    ended = await anna.says("no", "deny", FORM)
    said = await anna.runs("action_not_filed")
    assert ended.slot("outcome") == "declined"
    assert tickets.opened == []
    assert (anna.slots["draft"], anna.slots["problem"]["declined"]) == (None, True)
    assert "Talk to a person" in said.buttons


async def test_words_at_the_draft_that_fit_nothing_else_are_added_to_it(anna):
    await proposed(anna)
    said = await anna.says("the monitor flickers as well", "nlu_fallback", FORM)
    assert said.text == "I've added that. Shall I file the ticket “My docking station is dead” now?"
    assert "the monitor flickers as well" in said.card("work")["payload"]["description"]


async def test_the_same_words_again_after_they_were_added_file_nothing(anna, tickets):
    await proposed(anna)
    words = "stop it, it was the batteries"
    await anna.says(words, "nlu_fallback", FORM)
    assert (await anna.says(words, "nlu_fallback", FORM)).slot("outcome") == "declined"
    assert tickets.opened == []


async def test_the_problem_told_once_more_at_the_draft_is_no_refusal(anna):
    await proposed(anna)
    said = await anna.says("my docking station is dead", "nlu_fallback", FORM)
    assert "Shall I file the ticket" in said.text


async def test_a_digression_at_the_draft_comes_back_to_the_question(anna):
    await proposed(anna)
    assert (await anna.says("when are you open?", "opening_hours", FORM)).rejected
    await anna.runs("action_opening_hours")
    said = await anna.runs(FORM)
    assert said.text == "Back to your ticket, “My docking station is dead”. Shall I file it?"
    assert (await anna.says("yes", "affirm", FORM)).slot("outcome") == "confirmed"


async def test_a_different_problem_at_the_draft_says_that_nothing_was_filed_and_gives_way(anna, tickets):
    await proposed(anna)
    said = await anna.says("and my printer is stuck", "printer_problem", FORM)
    assert said.rejected
    assert said.text == "I haven't filed the ticket “My docking station is dead”. Let's look at this first."
    assert anna.slots["draft"] is None
    assert tickets.opened == []


async def test_somebody_unproved_is_told_to_sign_in_and_nothing_is_drafted(anna):
    anna.person = {"id": "", "verified": False}
    ended = await anna.says("open a ticket", "ticket_create", FORM)
    said = await anna.runs("action_not_filed")
    assert ended.cards == []
    assert said.text.startswith("You're not signed in")
    assert said.slot("asked") == "person"


async def test_a_ticket_that_exists_is_not_filed_again_when_it_still_does_not_work(anna, tickets):
    await agreed(anna)
    await anna.says("still broken", "not_solved", FORM)
    said = await anna.runs("action_not_filed")
    assert "INC0010001" in said.text
    assert len(tickets.opened) == 1


async def test_a_second_ticket_in_one_conversation_starts_with_its_own_words(anna, tickets):
    await agreed(anna)
    asked = await anna.says("open another ticket", "ticket_create", FORM)
    assert asked.responses == ["utter_what_is_wrong"]
    await anna.says("my chair is broken", "nlu_fallback", FORM)
    await anna.says("yes", "affirm", FORM)
    await anna.runs("action_file_incident")
    filed = [draft.short_description for draft in tickets.opened]
    assert filed == ["My docking station is dead", "My chair is broken"]


async def test_a_request_with_the_problem_in_it_is_headed_by_the_problem(anna):
    said = await anna.says("open a ticket, my keyboard is dead", "ticket_create", FORM, device="keyboard")
    assert said.card("work")["payload"]["short_description"] == "My keyboard is dead"


async def test_after_an_agent_without_known_words_the_person_is_asked_and_the_agents_note_kept(anna):
    anna.returned = {"agent": "Ravi", "note": "swapped the cable", "topic": ""}
    await anna.says("", "agent_returned", "action_agent_returned")
    asked = await anna.says("no", "not_solved", FORM)
    assert asked.responses == ["utter_what_is_wrong"]
    said = await anna.says("the screen stays dark", "nlu_fallback", FORM)
    assert "Ravi worked on it: swapped the cable" in said.card("work")["payload"]["description"]


@pytest.mark.parametrize(("words", "intent", "action"), [
    ("cancel my ticket", "ticket_cancel", "validate_care_form"),
    ("call me back", "callback_request", "validate_callback_form"),
    ("I have a complaint", "complaint", "validate_complaint_form"),
])
async def test_a_draft_that_was_left_for_something_else_is_not_filed_by_asking_for_a_ticket(
    anna, tickets, words, intent, action
):
    await proposed(anna)
    assert (await anna.says(words, intent, FORM)).rejected
    await anna.says(words, intent, action)
    said = await anna.says("open a ticket", "ticket_create", FORM)
    assert said.slot("outcome") is None
    assert tickets.opened == []


async def test_who_wanted_no_ticket_and_was_not_helped_gets_a_person_and_not_the_same_ticket_again(anna):
    await anna.says("open a ticket", "ticket_create", FORM)
    await anna.says("my printer is dead", "printer_problem", FORM)
    await anna.says("no", "deny", FORM)
    await anna.runs("action_not_filed")
    said = await anna.says("no, that did not help", "not_solved", FORM)
    assert said.slot("outcome") == "handoff"


async def test_who_wanted_no_ticket_need_not_tell_it_again_to_a_person_or_for_a_ticket_after_all(anna):
    await anna.says("open a ticket", "ticket_create", FORM)
    await anna.says("my printer eats the paper", "printer_problem", FORM)
    await anna.says("no", "deny", FORM)
    await anna.runs("action_not_filed")
    said = await anna.says("talk to a person", "talk_to_human", "action_hand_over")
    assert "my printer eats the paper" in said.card("handoff")["summary"]
    said = await anna.says("create a ticket", "ticket_create", FORM)
    assert "utter_what_is_wrong" not in said.responses
    assert "my printer eats the paper" in said.card("work")["payload"]["description"]


async def test_a_ticket_for_something_else_is_not_the_one_that_was_declined(anna):
    await anna.says("open a ticket", "ticket_create", FORM)
    await anna.says("my printer eats the paper", "printer_problem", FORM)
    await anna.says("no", "deny", FORM)
    await anna.runs("action_not_filed")
    await anna.says("are you a bot?", "bot_challenge", "action_small_talk")
    said = await anna.says("open a ticket", "ticket_create", FORM)
    assert said.responses == ["utter_what_is_wrong"]


async def test_who_declines_the_same_ticket_twice_is_left_in_peace(anna):
    await anna.says("open a ticket", "ticket_create", FORM)
    await anna.says("my printer eats the paper", "printer_problem", FORM)
    await anna.says("no", "deny", FORM)
    await anna.runs("action_not_filed")
    await anna.says("open a ticket", "ticket_create", FORM)
    await anna.says("no", "deny", FORM)
    said = await anna.runs("action_not_filed")
    assert said.responses == ["utter_nothing_more"]
    assert said.card("outcome")["outcome"] == "abandoned"
    assert anna.slots["problem"] is None
