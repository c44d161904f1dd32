"""A person changes their own ticket by chat, and nobody else's."""

from __future__ import annotations

import pytest

from itsm.tickets import IncidentDraft

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
