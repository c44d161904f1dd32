"""Handing over, coming back, tickets read back, stopping, small talk."""

from __future__ import annotations

import pytest

from itsm.errors import Unavailable
from itsm.tickets import IncidentDraft


async def in_a_flow(anna):
    await anna.says("argh my vpn drops", "vpn_problem", "validate_flow_form")
    await anna.presses("device.macos", "validate_flow_form")
    await anna.presses("restart.not_helped", "validate_flow_form")


async def filed(tickets, caller="u-anna", short="Mouse is dead"):
    return await tickets.open(IncidentDraft(caller, short, "d", "hardware"), key=f"key-{short}")


async def test_an_agent_gets_the_problem_the_facts_and_the_steps_tried(anna):
    await in_a_flow(anna)
    said = await anna.says("let me talk to a person", "talk_to_human", "action_hand_over")
    card = said.card("handoff")
    assert (card["rule"], card["queue"], card["topic"]) == ("E01-asked-for-person", "network", "vpn")
    assert card["steps_tried"] == ["Restart the VPN client: did not help"]
    assert card["summary"] == (
        "VPN: VPN drops\n\nIn their own words:\nargh my vpn drops\n\nWhat is known:\n- Device: Mac\n\n"
        "Already tried:\n- Restart the VPN client: did not help"
    )
    assert anna.loop == ""
    assert anna.slots["flow"] is None
    assert len(said.texts) == 1


async def test_a_flow_that_ends_with_a_person_says_so_only_once(anna):
    await anna.says("nothing prints", "printer_problem", "validate_flow_form")
    await anna.presses("paper.not_helped", "validate_flow_form")
    said = await anna.runs("action_hand_over")
    assert said.texts == []
    assert said.card("handoff")["rule"] == "E09-flow-handoff"


async def test_a_conversation_given_back_is_asked_whether_it_works_and_remembers_what_the_agent_did(anna):
    await in_a_flow(anna)
    await anna.says("person", "talk_to_human", "action_hand_over")
    anna.returned = {"agent": "Ravi", "note": "renewed the certificate", "topic": "vpn"}
    said = await anna.says("", "agent_returned", "action_agent_returned")
    assert said.text == "Welcome back. Is it working now?"
    assert said.slot("asked") == "working"
    proposed = await anna.says("no", "deny", "validate_ticket_form")
    assert "Ravi worked on it: renewed the certificate" in proposed.card("work")["payload"]["description"]


async def test_it_works_after_the_agent_is_a_confirmed_solution(anna):
    anna.returned = {"agent": "Ravi", "note": "", "topic": "vpn"}
    await anna.says("", "agent_returned", "action_agent_returned")
    said = await anna.says("yes", "affirm", "action_solved")
    assert (said.card("outcome")["outcome"], said.card("outcome")["topic"]) == ("solved", "vpn")


async def test_it_works_said_about_nothing_is_looked_up_and_no_solved_problem(anna, knowledge):
    said = await anna.says("the screen is blue", "solved", "action_solved")
    assert knowledge.asked == ["the screen is blue"]
    assert said.cards == []
    assert said.responses == ["utter_solved_what"]


async def test_ones_own_tickets_are_read_back(anna, tickets):
    await filed(tickets)
    await filed(tickets, short="Screen flickers")
    await filed(tickets, caller="u-bob", short="Bob's secret")
    said = await anna.says("my tickets?", "ticket_status", "action_ticket_status")
    shown = {item["short_description"] for item in said.card("tickets")["items"]}
    assert shown == {"Mouse is dead", "Screen flickers"}
    assert "Bob" not in said.text


async def test_another_persons_number_gets_the_same_words_as_one_that_does_not_exist(anna, tickets):
    bobs = await filed(tickets, caller="u-bob")
    theirs = await anna.says(f"what about {bobs.number}?", "ticket_status", "action_ticket_status")
    nobodys = await anna.says("what about INC0099999?", "ticket_status", "action_ticket_status")
    assert theirs.text.replace(bobs.number, "#") == nobodys.text.replace("INC0099999", "#")
    assert theirs.cards == nobodys.cards == []


async def test_somebody_unproved_learns_nothing_about_tickets(anna, tickets):
    await filed(tickets)
    anna.person = {"id": "u-anna", "verified": False}
    said = await anna.says("INC0010001?", "ticket_status", "action_ticket_status")
    assert said.text.startswith("You're not signed in")
    assert said.cards == []


async def test_tickets_that_cannot_be_read_now_are_said_to_be_so(anna, tickets):
    async def down(**_):
        raise Unavailable

    tickets.list = down
    said = await anna.says("my tickets?", "ticket_status", "action_ticket_status")
    assert said.responses == ["utter_tickets_unavailable"]


async def test_frustration_in_a_flow_is_heard_and_a_person_offered_without_a_second_question(anna):
    await in_a_flow(anna)
    said = await anna.says("this is useless!!", "frustrated", "action_frustrated")
    assert said.buttons == ["Talk to a person"]
    assert "?" not in said.text


async def test_stopping_in_the_middle_leaves_nothing_and_counts_as_abandoned(anna):
    await in_a_flow(anna)
    said = await anna.says("stop", "stop", "action_stop")
    assert (said.card("outcome")["outcome"], said.card("outcome")["topic"]) == ("abandoned", "vpn")
    assert (anna.loop, anna.slots["flow"], anna.slots["problem"]) == ("", None, None)


async def test_stopping_nothing_is_no_outcome(anna):
    said = await anna.says("stop", "stop", "action_stop")
    assert said.cards == []


async def test_starting_over_leaves_a_clean_slate(anna):
    await in_a_flow(anna)
    await anna.says("start over", "start_over", "action_start_over")
    assert {name: value for name, value in anna.slots.items() if value is not None and name != "turn"} == {}


async def test_the_bot_says_that_it_is_a_bot(anna):
    said = await anna.says("are you human?", "bot_challenge", "action_small_talk")
    assert said.text.startswith("I'm a bot.")


async def test_a_digression_leaves_an_open_question_open(anna, knowledge):
    from employee import CALENDAR

    knowledge.knows(CALENDAR)
    await anna.says("how do I share my calendar?", "how_to", "action_answer")
    await anna.says("thanks", "thank", "action_small_talk")
    assert anna.slots["asked"] == "helped"


async def test_a_desk_that_never_closes_says_so(anna):
    said = await anna.says("when are you open?", "opening_hours", "action_opening_hours")
    assert said.responses == ["utter_always_open"]


@pytest.mark.parametrize(
    ("opens", "words"),
    [
        ("2026-11-23T17:30:00+00:00", "18:30 today"),
        ("2026-11-24T08:00:00+00:00", "09:00 tomorrow"),
        ("2026-11-27T08:00:00+00:00", "09:00 on Friday"),
        ("2026-12-24T08:00:00+00:00", "09:00 on 24 December"),
    ],
)
async def test_times_are_spoken_in_the_persons_own_zone(opens, words):
    from datetime import datetime

    from employee import domain

    from actions.opening_hours import spoken
    from actions.turn import Turn
    from actions.words import Words
    from wire.turn import Person, TurnContext

    context = TurnContext("c", 1, "web", Person("u"), "2026-11-23T09:00:00+00:00", time_zone="Europe/Rome")
    turn = Turn(context, "", "", 0.0, "", {}, {}, "", (), (), words=Words(domain()["responses"]))
    assert spoken(datetime.fromisoformat(opens), turn) == words
