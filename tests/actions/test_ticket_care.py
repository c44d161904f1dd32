"""A person changes their own ticket by chat, and nobody else's."""

from __future__ import annotations

import asyncio

import pytest

from actions.door import Door
from actions.ticket_care import CareForm
from itsm.errors import Refused, Unavailable, UnknownOutcome
from itsm.memory import MemoryTickets
from itsm.tickets import IncidentDraft
from wire.keys import local_reference, work_key

FORM = "validate_care_form"


@pytest.fixture
def filed(tickets):
    """Files an incident for somebody; its number."""

    async def file(caller="u-anna", short="VPN drops", key="k1"):
        draft = IncidentDraft(caller, short, "words", "network")
        return (await tickets.open(draft, key=key)).number

    return file


async def resolved(tickets, number):
    await tickets.resolve(number, ending="solved", notes="fixed", caller="u-anna", key="r1")


async def test_words_are_added_to_the_only_ticket_there_is(anna, tickets, filed):
    number = await filed()
    asked = await anna.says("add something to my ticket", "ticket_update", FORM)
    assert number in asked.text
    done = await anna.says("it also happens on my phone", "vpn_problem", FORM)
    assert done.responses == ["utter_care_done_update"]
    assert (await tickets.find(number, caller="u-anna")).comments[0].text == "it also happens on my phone"


async def test_with_several_tickets_the_person_chooses_and_the_right_one_is_cancelled(anna, tickets, filed):
    first, second = await filed(), await filed(short="Printer jams", key="k2")
    asked = await anna.says("cancel my ticket", "ticket_cancel", FORM)
    assert asked.buttons == [f"{second}: Printer jams", f"{first}: VPN drops"]
    await anna.presses(f"care.{first}", FORM)
    await anna.says("yes", "affirm", FORM)
    states = [(await tickets.find(n, caller="u-anna")).state for n in (first, second)]
    assert states == ["canceled", "new"]


async def test_a_no_leaves_the_ticket_as_it_is(anna, tickets, filed):
    number = await filed()
    await anna.says("cancel my ticket", "ticket_cancel", FORM)
    said = await anna.says("no", "deny", FORM)
    assert said.responses == ["utter_care_left_alone"]
    assert (await tickets.find(number, caller="u-anna")).state == "new"


async def test_only_a_resolved_ticket_is_reopened(anna, tickets, filed):
    number = await filed()
    said = await anna.says(f"reopen {number}", "ticket_reopen", FORM)
    assert said.responses == ["utter_care_cannot_reopen"]
    await resolved(tickets, number)
    await anna.says(f"reopen {number}", "ticket_reopen", FORM)
    await anna.says("it dropped again today", "not_solved", FORM)
    assert (await tickets.find(number, caller="u-anna")).state == "in_progress"


async def test_a_ticket_goes_up_with_the_reason(anna, tickets, filed):
    number = await filed()
    await anna.says("my ticket must go faster", "ticket_escalate", FORM)
    await anna.says("month end, payroll is blocked", "nlu_fallback", FORM)
    assert (await tickets.find(number, caller="u-anna")).urgency == 2
    assert "month end, payroll is blocked" in " ".join(tickets.work_notes[number])


async def test_who_made_a_ticket_more_urgent_is_offered_a_person(anna, filed):
    await filed()
    await anna.says("my ticket must go faster", "ticket_escalate", FORM)
    said = await anna.says("month end, payroll is blocked", "nlu_fallback", FORM)
    assert said.slot("asked") == "person"
    assert "speak to somebody" in said.text


async def test_somebody_elses_ticket_cannot_be_told_from_none(anna, tickets, filed):
    theirs = await filed(caller="u-bob")
    for number in (theirs, "INC9999999"):
        said = await anna.says(f"cancel {number}", "ticket_cancel", FORM)
        assert said.responses == ["utter_ticket_unknown"]
    assert (await tickets.find(theirs, caller="u-bob")).state == "new"


async def test_a_question_in_between_is_answered_and_the_change_goes_on(anna, tickets, filed):
    await filed()
    await anna.says("my ticket must go faster", "ticket_escalate", FORM)
    said = await anna.says("talk to a person", "talk_to_human", FORM)
    assert said.rejected


async def test_an_unproved_person_changes_nothing(anna, filed):
    await filed()
    anna.person["verified"] = False
    said = await anna.says("cancel my ticket", "ticket_cancel", FORM)
    assert said.responses == ["utter_tickets_need_sign_in"]


async def test_a_silent_ticket_system_is_admitted_and_nothing_is_promised(anna, tickets, filed):
    await filed()

    async def silent(**_):
        raise TimeoutError

    tickets.history = silent
    said = await anna.says("cancel my ticket", "ticket_cancel", FORM)
    assert said.responses == ["utter_care_unavailable"]


WAYS = {
    "comment": ("add something to my ticket", "ticket_update", "it also happens on my phone", "vpn_problem"),
    "cancel": ("cancel my ticket", "ticket_cancel", "yes", "affirm"),
    "escalate": ("my ticket must go faster", "ticket_escalate", "payroll is blocked", "nlu_fallback"),
}


@pytest.mark.parametrize("way", WAYS)
async def test_every_change_is_proposed_as_a_card_before_it_is_done_as_one(anna, filed, way):
    number = await filed()
    ask, intent, answer, meant = WAYS[way]
    first = (await anna.says(ask, intent, FORM)).card("work")
    done = (await anna.says(answer, meant, FORM)).card("work")
    assert (first["operation"], first["state"], first["key"]) == (f"ticket.{way}", "proposed", "")
    assert (done["operation"], done["state"], done["number"]) == (f"ticket.{way}", "done", number)
    assert done["key"] == work_key("c-1", anna.seq)
    assert done["payload"]["caller"] == "u-anna"


@pytest.mark.parametrize("error", [Unavailable("down"), UnknownOutcome()])
@pytest.mark.parametrize("way", WAYS)
async def test_a_change_whose_answer_is_lost_is_kept_and_not_said_to_be_nothing(
    anna, tickets, filed, way, error
):
    number = await filed()
    ask, intent, answer, meant = WAYS[way]
    await anna.says(ask, intent, FORM)
    tickets.fail_next(error, after_commit=isinstance(error, UnknownOutcome))
    said = await anna.says(answer, meant, FORM)
    card, key = said.card("work"), work_key("c-1", anna.seq)
    assert said.responses == ["utter_care_pending"]
    assert (card["state"], card["number"], card["reason"]) == ("pending", number, type(error).__name__)
    assert (card["key"], card["reference"]) == (key, local_reference(key))
    assert card["payload"]["text"]
    assert (said.slot("care"), said.slot("outcome")) == (None, "cared")


async def test_a_ticket_system_that_takes_too_long_for_a_change_counts_as_on_its_way(anna, shelf):
    class Slow(MemoryTickets):
        async def cancel(self, *_, **__):
            await asyncio.Event().wait()

    slow = Slow()
    await slow.open(IncidentDraft("u-anna", "VPN drops", "words", "network"), key="k1")
    anna.actions[FORM] = Door(CareForm(slow, shelf, call_s=0.1))
    await anna.says("cancel my ticket", "ticket_cancel", FORM)
    said = await anna.says("yes", "affirm", FORM)
    assert said.responses == ["utter_care_pending"]
    assert said.card("work")["reason"] == "TimeoutError"


async def test_a_refused_change_is_admitted_and_a_person_offered(anna, tickets, filed):
    number = await filed()
    await anna.says("cancel my ticket", "ticket_cancel", FORM)
    tickets.fail_next(Refused("a rule of the company's"))
    said = await anna.says("yes", "affirm", FORM)
    assert said.responses == ["utter_care_refused"]
    assert "rule of the company" not in said.text
    assert said.card("work")["state"] == "refused"
    assert said.slot("asked") == "person"
    assert (await tickets.find(number, caller="u-anna")).state == "new"


async def test_a_ticket_that_ended_meanwhile_is_left_alone(anna, tickets, filed):
    number = await filed()
    await anna.says("cancel my ticket", "ticket_cancel", FORM)
    tickets.change(number, state="closed")
    said = await anna.says("yes", "affirm", FORM)
    assert said.responses == ["utter_care_too_late"]
    assert said.card("work")["state"] == "refused"
