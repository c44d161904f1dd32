"""Before a ticket is opened: the one there is, a known way around, others with the same, once too often."""

from __future__ import annotations

import pytest
from what_was_before import DOCK, WORKAROUND, Before

from itsm.errors import Refused, Unavailable, UnknownOutcome
from wire.keys import work_key

FORM = "validate_ticket_form"


@pytest.fixture
def before(shelf) -> Before:
    return Before(shelf)


async def told(before: Before, text: str = "my docking station is dead"):
    await before.anna.says("open a ticket", "ticket_create", FORM)
    return await before.anna.says(text, "nlu_fallback", FORM)


async def comments(before: Before, number: str) -> list[str]:
    ticket = await before.tickets.find(number, caller="u-anna")
    return [comment.text for comment in ticket.comments]


async def test_without_a_past_the_ticket_is_proposed_as_usual(before):
    said = await told(before)
    assert said.responses == ["utter_propose_ticket_untried"]
    assert "\n" not in said.card("work")["payload"]["work_notes"]


async def test_somebody_with_an_open_ticket_about_it_is_asked_first_and_only_words_for_it_are_drafted(before):
    number = await before.opened()
    said = await told(before)
    assert said.responses == ["utter_past_open"]
    assert number in said.text
    assert said.buttons == ["Add it there", "Open a new ticket", "Talk to a person"]
    (card,) = said.cards
    assert (card["operation"], card["state"], card["number"]) == ("ticket.comment", "proposed", number)
    assert card["payload"]["text"] == "In their own words:\nmy docking station is dead"


async def test_a_yes_adds_the_words_to_that_ticket_once_and_opens_no_second_one(before):
    number = await before.opened()
    await told(before)
    slots, events = dict(before.anna.slots), list(before.anna.events)
    said = await before.anna.says("yes please", "affirm", FORM)
    before.anna.slots, before.anna.events, before.anna.seq = slots, events, before.anna.seq - 1
    await before.anna.says("yes please", "affirm", FORM)
    assert await comments(before, number) == ["In their own words:\nmy docking station is dead"]
    assert len(before.tickets.opened) == 1
    assert said.slot("outcome") == "cared"
    assert said.card("tickets")["items"][0]["number"] == number
    assert said.card("outcome")["outcome"] == "incident"


async def test_after_that_it_is_known_which_ticket_it_is(before):
    number = await before.opened()
    await told(before)
    await before.anna.says("add it", "ticket_update", FORM)
    await before.anna.says("still broken", "not_solved", FORM)
    assert number in (await before.anna.runs("action_not_filed")).text


@pytest.mark.parametrize(("words", "intent"), [
    ("no, it's another one", "deny"), ("open a new one", "ticket_create"), ("no thanks", "nlu_fallback"),
])
async def test_a_no_leads_to_the_ticket_as_usual(before, words, intent):
    number = await before.opened()
    await told(before)
    said = await before.anna.says(words, intent, FORM)
    assert said.responses == ["utter_propose_ticket_untried"]
    await before.anna.says("yes", "affirm", FORM)
    await before.anna.runs("action_file_incident")
    assert len(before.tickets.opened) == 2
    assert await comments(before, number) == []


async def test_when_that_ticket_takes_no_words_any_more_it_is_said_and_a_ticket_offered(before):
    await before.opened()
    await told(before)
    before.tickets.fail_next(Refused("closed meanwhile"))
    said = await before.anna.says("yes", "affirm", FORM)
    assert said.responses == ["utter_past_closed", "utter_propose_ticket_untried"]
    assert said.card("work")["state"] == "proposed"


@pytest.mark.parametrize("error", [Unavailable("down"), UnknownOutcome()])
async def test_when_the_answer_is_lost_the_words_are_on_their_way_and_no_second_ticket_is_offered(
    before, error
):
    number = await before.opened()
    await told(before)
    before.tickets.fail_next(error)
    said = await before.anna.says("yes", "affirm", FORM)
    card = said.card("work")
    assert said.responses == ["utter_care_pending"]
    assert (card["operation"], card["state"], card["number"]) == ("ticket.comment", "pending", number)
    assert card["key"] == work_key("c-1", before.anna.seq)
    assert said.card("outcome")["outcome"] == "incident"


async def test_more_words_at_the_question_are_kept_and_it_is_asked_again(before):
    number = await before.opened()
    await told(before)
    said = await before.anna.says("and the monitor flickers", "nlu_fallback", FORM)
    assert said.responses == ["utter_past_open"]
    await before.anna.says("yes", "affirm", FORM)
    assert "and the monitor flickers" in (await comments(before, number))[0]


async def test_a_question_in_between_comes_back_to_the_same_question(before):
    await before.opened()
    await told(before)
    assert (await before.anna.says("when are you open?", "opening_hours", FORM)).rejected
    await before.anna.runs("action_opening_hours")
    assert (await before.anna.runs(FORM)).responses == ["utter_past_open"]


async def test_another_problem_at_the_question_gives_way_to_it(before):
    await before.opened()
    await told(before)
    said = await before.anna.says("and my printer is stuck", "printer_problem", FORM)
    assert said.rejected
    assert before.anna.slots["draft"] is None


async def test_somebody_who_says_that_it_works_needs_nothing_more(before):
    await before.opened()
    await told(before)
    assert (await before.anna.says("oh, it works now", "solved", FORM)).slot("outcome") == "solved"


async def test_a_known_way_around_is_offered_with_its_number_before_the_ticket(before):
    before.trouble.errors = [WORKAROUND]
    said = await told(before)
    assert said.responses == ["utter_past_workaround"]
    assert "PRB0040007" in said.text
    assert "> Unplug the dock for a minute." in said.text
    assert said.cards == []


async def test_when_the_way_around_works_it_is_solved_and_no_ticket_is_opened(before):
    before.trouble.errors = [WORKAROUND]
    await told(before)
    ended = await before.anna.says("yes!", "affirm", FORM)
    said = await before.anna.runs("action_solved")
    assert ended.slot("outcome") == "solved"
    assert said.card("outcome")["deflection"] == "confirmed"
    assert before.tickets.opened == []


async def test_when_it_does_not_help_the_ticket_names_the_problem_and_what_was_tried(before):
    before.trouble.errors = [WORKAROUND]
    await told(before)
    said = await before.anna.says("no", "deny", FORM)
    draft = said.card("work")["payload"]
    assert "May be a known error: PRB0040007" in draft["work_notes"]
    assert "PRB0040007: did not help" in draft["description"]
    assert "PRB0040007" in said.text


async def test_the_ticket_there_is_comes_first_then_the_way_around_then_the_draft(before):
    before.trouble.errors = [WORKAROUND]
    await before.opened()
    asked = [await told(before)]
    asked += [await before.anna.says("no", "deny", FORM) for _ in range(2)]
    assert [said.responses[-1] for said in asked] == [
        "utter_past_open", "utter_past_workaround", "utter_propose_ticket",
    ]


async def test_others_with_the_same_are_a_comfort_to_the_person_and_numbers_to_agents(before):
    theirs = [await before.opened(caller=who) for who in ("u-ben", "u-carla")]
    said = await told(before)
    assert said.responses == ["utter_past_others", "utter_propose_ticket_untried"]
    draft = said.card("work")["payload"]
    for number in theirs:
        assert number in draft["work_notes"]
        assert number not in said.text + draft["description"] + draft["short_description"]
    handed = await before.anna.says("a person please", "talk_to_human", "action_hand_over")
    assert all(number in handed.card("handoff")["summary"] for number in theirs)


async def test_what_others_reported_long_ago_is_no_comfort(before):
    await before.opened(caller="u-ben", days=8)
    assert (await told(before)).responses == ["utter_propose_ticket_untried"]


async def test_the_third_time_in_thirty_days_it_is_said_that_it_was_seen_before(before):
    numbers = [await before.opened(days=days) for days in (20, 5)]
    for number in numbers:
        before.tickets.change(number, state="closed")
    said = await told(before)
    assert said.responses == ["utter_past_again", "utter_propose_ticket_untried"]
    assert "3 times in 30 days" in said.text
    assert all(number in said.card("work")["payload"]["work_notes"] for number in numbers)


async def test_words_added_to_the_draft_do_not_lose_what_agents_should_know(before):
    theirs = await before.opened(caller="u-ben")
    await told(before)
    said = await before.anna.says("the monitor flickers as well", "nlu_fallback", FORM)
    assert said.responses == ["utter_added_to_draft"]
    assert theirs in said.card("work")["payload"]["work_notes"]


async def test_something_to_order_is_no_trouble_that_others_have_or_that_comes_again(before):
    before.trouble.errors = [WORKAROUND]
    for days in (20, 5):
        before.tickets.change(await before.opened(days=days), state="closed")
    await before.opened(caller="u-ben")
    problem = {"topic": "general", "short": DOCK, "words": DOCK, "details": [], "tried": []}
    before.anna.slots = {"outcome": "request", "problem": problem}
    said = await before.anna.says("a new dock please", "hardware_request", FORM)
    assert said.responses == ["utter_propose_ticket_untried"]


async def test_somebody_unproved_learns_nothing_of_the_past(before):
    await before.opened()
    before.anna.person = {"id": "", "verified": False}
    assert (await before.anna.says("open a ticket", "ticket_create", FORM)).slot("outcome") == "declined"


async def test_who_only_says_the_same_again_is_asked_once_more_and_then_gets_the_draft(before):
    await before.opened()
    await told(before)
    again = await before.anna.says("it is really dead", "nlu_fallback", FORM)
    assert again.responses == ["utter_past_open"]
    said = await before.anna.says("it is really, really dead", "nlu_fallback", FORM)
    assert said.responses[-1] == "utter_propose_ticket_untried"
