"""The third ticket of a kind: filed as usual, and a problem proposed behind it."""

from __future__ import annotations

import pytest
from what_was_before import DOCK, Before

from itsm.errors import Refused, Unavailable
from itsm.problems import ProblemDraft
from wire.keys import work_key

FORM = "validate_ticket_form"


@pytest.fixture
async def again(shelf) -> Before:
    """Anna, who had the same twice this month."""
    before = Before(shelf)
    for days in (20, 5):
        before.tickets.change(await before.opened(days=days), state="closed")
    return before


async def filed(before: Before, text: str = DOCK.lower()):
    await before.anna.says("open a ticket", "ticket_create", FORM)
    await before.anna.says(text, "nlu_fallback", FORM)
    await before.anna.says("yes", "affirm", FORM)
    return await before.anna.runs("action_file_incident")


def problems(said) -> list[dict]:
    return [card for card in said.cards if card.get("operation") == "problem.propose"]


async def test_the_problem_names_the_earlier_tickets_and_waits_for_the_new_one(again, release):
    said = await filed(again)
    (card,) = problems(said)
    draft = ProblemDraft.from_payload(card["payload"])
    assert (card["state"], draft.caller, draft.short_description) == ("pending", "u-anna", DOCK)
    assert draft.incidents == ("INC0010002", "INC0010001")
    assert draft.opened_with == work_key("c-1", 3)
    assert draft.assignment_group == release.standards.queue("service_desk").group
    assert "In their own words" in draft.description
    assert said.responses == ["utter_ticket_filed"]


async def test_the_same_turn_run_again_proposes_the_same_problem(again):
    await again.anna.says("open a ticket", "ticket_create", FORM)
    await again.anna.says(DOCK.lower(), "nlu_fallback", FORM)
    await again.anna.says("yes", "affirm", FORM)
    before = dict(again.anna.slots)
    first = problems(await again.anna.runs("action_file_incident"))
    again.anna.slots = before
    assert problems(await again.anna.runs("action_file_incident")) == first


async def test_a_ticket_that_is_on_its_way_has_its_problem_too(again):
    again.tickets.fail_next(Unavailable("down"))
    assert len(problems(await filed(again))) == 1


async def test_a_ticket_that_is_refused_has_none(again):
    again.tickets.fail_next(Refused("a rule of the company's"))
    assert problems(await filed(again)) == []


async def test_a_second_ticket_is_no_problem_yet(shelf):
    before = Before(shelf)
    before.tickets.change(await before.opened(), state="closed")
    assert problems(await filed(before)) == []


async def test_other_trouble_of_the_same_broad_category_is_no_problem(again):
    assert problems(await filed(again, "where does one get a parking permit")) == []
