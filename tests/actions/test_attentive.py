"""What is said between the lines: who is affected, how urgent it is, and that somebody has had enough."""

from __future__ import annotations

import pytest

from standards.priority import Raise, raised


async def test_anger_beside_a_problem_brings_the_offer_of_a_person_with_the_next_reply(anna):
    said = await anna.says("third time the vpn drops", "vpn_problem", "validate_flow_form", mood="angry")
    assert "utter_person_for_mood" in said.responses
    assert "Talk to a person" in said.buttons
    assert said.card("step")["flow"] == "vpn_problem"


async def test_the_offer_is_made_once(anna):
    await anna.says("third time the vpn drops", "vpn_problem", "validate_flow_form", mood="angry")
    said = await anna.says("damn no", "deny", "validate_flow_form", mood="angry")
    assert "utter_person_for_mood" not in said.responses


async def test_a_deadline_offers_a_person_and_makes_the_ticket_urgent(anna):
    said = await anna.says("vpn dead, hurry", "vpn_problem", "validate_flow_form", urgency="deadline")
    assert "utter_person_for_urgency" in said.responses
    said = await anna.says("open a ticket", "ticket_create", "validate_ticket_form")
    assert said.card("work")["payload"]["urgency"] == 1


async def test_what_was_said_along_the_way_stands_in_the_ticket(anna):
    await anna.says("vpn dead since monday", "vpn_problem", "validate_flow_form", since_when="since monday")
    everybody = {"person_count": "many", "choice": "symptom.drops"}
    await anna.says("the whole team", "choose", "validate_flow_form", **everybody)
    said = await anna.says("open a ticket", "ticket_create", "validate_ticket_form")
    payload = said.card("work")["payload"]
    assert "Since: since monday" in payload["description"]
    assert "Affected: many" in payload["description"]
    assert payload["impact"] == 2


async def test_an_executive_is_served_first_without_asking_for_it(anna):
    anna.person["vip"] = True
    await anna.says("vpn drops", "vpn_problem", "validate_flow_form")
    said = await anna.says("open a ticket", "ticket_create", "validate_ticket_form")
    assert said.card("work")["payload"]["impact"] == 2


RAISES = (Raise("person_count", ("many", "2+"), impact=2), Raise("urgency", ("deadline",), urgency=1))


@pytest.mark.parametrize(
    ("known", "level"),
    [
        ({}, (3, 3)),
        ({"person_count": "one"}, (3, 3)),
        ({"person_count": "1"}, (3, 3)),
        ({"person_count": "5"}, (2, 3)),
        ({"person_count": "many", "urgency": "deadline"}, (2, 1)),
    ],
)
def test_what_is_known_raises_the_priority(known, level):
    assert raised(RAISES, 3, 3, known) == level


def test_what_is_known_never_lowers_the_priority():
    assert raised(RAISES, 1, 2, {"person_count": "many"}) == (1, 2)
