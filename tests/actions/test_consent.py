"""Nobody sees a screen without a permission: asked, logged, taken back in words; no link without one."""

from __future__ import annotations

import shutil

import pytest
from employee import ROOT, Conversation

import flows
from actions.bootstrap import Systems, doors, shop_of
from itsm.errors import Unavailable, UnknownOutcome
from itsm.memory import MemoryRemoteHelp

FORM = "validate_flow_form"
HAND_OVER = "action_hand_over"
LINK = "https://help.example/"
YES, NO = ("consent.control", "consent.look"), ("consent.refused",)
OPENING = ("remote help please", "remote_help_request")
BACK = ("stop the remote session", "revoke_consent")


@pytest.fixture(scope="session")
def flow_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flows")
    for name in ("common", "remote_help_request"):
        shutil.copy(ROOT / f"data/flows/{name}.yml", folder)
    shutil.copy(ROOT / "tests/actions/flows/vpn_problem.yml", folder)
    return folder


@pytest.fixture
def remote(tickets):
    return MemoryRemoteHelp(tickets)


@pytest.fixture
def begin(shelf, tickets, remote):
    """A new conversation of Anna's, in a company that has a tool for remote help."""
    systems = Systems(tickets, shop_of(shelf.current()), remote_help=remote)
    return lambda: Conversation({door.name(): door for door in doors(shelf, systems)})


@pytest.fixture
def anna(begin):
    return begin()


async def permits(anna, consent: str = "consent.control", device: str = "device.windows"):
    await anna.says(*OPENING, FORM)
    await anna.presses(device, FORM)
    return await anna.presses(consent, FORM)


async def handed_over(anna, text: str = "Outlook, now please"):
    ended = await anna.says(text, "nlu_fallback", FORM)
    assert ended.slot("outcome") == "handoff"
    return await anna.runs(HAND_OVER)


def consents(said) -> list:
    return [card["given"] for card in said.cards if card["card"] == "consent"]


@pytest.mark.parametrize("consent", YES)
async def test_a_permission_is_logged_and_brings_a_link_that_belongs_to_a_ticket(anna, tickets, consent):
    assert consents(await permits(anna, consent)) == [True]
    said = await handed_over(anna)
    (ticket,) = tickets.everyone
    assert (ticket.caller, ticket.category) == ("u-anna", "inquiry")
    assert LINK in said.text
    assert ticket.number in said.text
    assert said.card("work")["state"] == "done"
    assert "Invited to session" in "".join(tickets.work_notes[ticket.number])
    assert said.buttons == ["Stop remote access"]


async def test_a_refusal_is_logged_and_brings_none(anna):
    assert consents(await permits(anna, "consent.refused")) == [False]


async def test_the_same_turn_asked_again_opens_and_invites_once(anna, tickets):
    await permits(anna)
    await handed_over(anna)
    await anna.runs(HAND_OVER)
    assert len(tickets.everyone) == 1


async def test_a_ticket_that_was_filed_before_is_the_one_of_the_session(anna, tickets, begin):
    await permits(anna)
    filed = await _filed(tickets)
    anna.slots["filed"] = {"number": filed, "key": "k"}
    said = await handed_over(anna)
    assert filed in said.text
    assert len(tickets.everyone) == 1


async def _filed(tickets) -> str:
    from itsm.tickets import IncidentDraft

    return (await tickets.open(IncidentDraft("u-anna", "Outlook", "", "inquiry"), key="filed-before")).number


async def test_whoever_did_not_prove_who_they_are_gets_a_person_and_no_link(anna, tickets):
    anna.person = {"id": "", "verified": False}
    await permits(anna)
    said = await handed_over(anna)
    assert LINK not in said.text
    assert said.card("handoff")
    assert tickets.everyone == []


async def test_a_company_without_a_tool_opens_nothing(anna, tickets, remote):
    remote.link = ""
    await permits(anna)
    said = await handed_over(anna)
    assert said.card("handoff")
    assert tickets.everyone == []
    assert said.responses[-1] == "utter_consent_stands"


@pytest.mark.parametrize(
    ("error", "states"), [(Unavailable("slow"), []), (UnknownOutcome("lost"), ["pending"])], ids=str
)
async def test_a_silent_ticket_system_keeps_the_technician_from_nobody(anna, tickets, error, states):
    await permits(anna)
    tickets.fail_next(error)
    said = await handed_over(anna)
    assert said.card("handoff")
    assert LINK not in said.text
    assert [card["state"] for card in said.cards if card["card"] == "work"] == states


@pytest.mark.parametrize("words", ["stop the remote session", "I take back my consent"])
async def test_taken_back_in_words_it_is_logged_and_the_agents_of_the_ticket_read_it(anna, tickets, words):
    await permits(anna)
    await handed_over(anna)
    said = await anna.says(words, "revoke_consent", "action_revoke_consent")
    assert consents(said) == [False]
    assert said.slot("consent") is None
    (ticket,) = tickets.everyone
    assert "took back the permission" in "".join(tickets.work_notes[ticket.number])


async def test_a_note_that_fails_keeps_nobody_from_taking_it_back(anna, tickets):
    await permits(anna)
    await handed_over(anna)
    tickets.fail_next(Unavailable("slow"))
    said = await anna.says(*BACK, "action_revoke_consent")
    assert consents(said) == [False]
    assert said.responses == ["utter_consent_revoked"]


async def test_taken_back_before_the_end_another_way_of_help_is_offered(anna):
    await permits(anna)
    said = await anna.says(*BACK, FORM)
    assert consents(said) == [False]
    assert said.card("step")["step"] == "consent"
    assert said.cards[-1]["step"] == "instead"


@pytest.mark.parametrize("confidence", [0.95, 0.62])
async def test_taken_back_at_a_question_for_own_words_it_is_no_answer(anna, confidence):
    await anna.says("vpn drops all the time", "vpn_problem", FORM)
    anna.confidence = confidence
    assert (await anna.says(*BACK, FORM)).rejected


async def test_a_new_request_needs_a_new_permission(anna):
    await permits(anna)
    await handed_over(anna)
    await anna.says(*OPENING, FORM)
    await anna.presses("device.offline", FORM)
    said = await anna.runs(HAND_OVER)
    assert LINK not in said.text


async def _every_end(begin):
    """Every way through the flow by its buttons and own words, with the conversation at its end."""
    flow = next(each for each in flows.load(ROOT / "data/flows").values() if each.name == OPENING[1])
    ways = [()]
    while ways:
        way = ways.pop()
        anna = begin()
        said = await anna.says(*OPENING, FORM)
        for choice in way:
            said = await (anna.presses(choice, FORM) if "." in choice else anna.says(choice, "", FORM))
        if said.slot("outcome") is not None:
            yield way, anna, said
            continue
        step = flow.step(said.slot("flow")["state"]["step"])
        ways += [(*way, f"{step.id}.{option.id}") for option in step.options]
        ways += [(*way, "something in my own words")] if step.free_text else []


async def test_on_no_way_through_the_flow_is_there_a_link_without_a_permission(begin):
    with_link, ways = 0, 0
    async for way, anna, _said in _every_end(begin):
        said = await anna.runs(HAND_OVER)
        ways += 1
        with_link += LINK in said.text
        assert (LINK in said.text) == bool(set(way) & set(YES)), way
    assert (ways, with_link) == (16, 6)


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("then", [HAND_OVER, "action_revoke_consent"])
async def test_who_leaves_the_flow_early_gets_no_link(begin, at, then):
    """By asking for a person or by taking it back, at each question, also when a person comes afterwards."""
    anna = begin()
    await anna.says(*OPENING, FORM)
    for choice in ("device.windows", "consent.control", "own words")[:at]:
        await (anna.presses(choice, FORM) if "." in choice else anna.says(choice, "", FORM))
    intent = "talk_to_human" if then == HAND_OVER else "revoke_consent"
    said = await anna.says("now", intent, then)
    after = await anna.says("a person please", "talk_to_human", HAND_OVER)
    assert LINK not in said.text + after.text


async def test_danger_after_a_permission_brings_a_person_and_no_link(anna):
    await permits(anna)
    await anna.says("smoke is coming out of the laptop", "nlu_fallback", FORM)
    said = await anna.runs(HAND_OVER)
    assert LINK not in said.text
