"""A second problem amid any shipped flow: it is looked at, and the first taken up where it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from employee import Conversation, KnowsLittle

import flows
import standards
from actions.release import Release, Shelf
from actions.walk import Walk
from flows import Asked, Said, engine
from itsm.memory import MemoryTickets
from language.lexicon import Lexicon

ROOT = Path(__file__).resolve().parents[2]
FORM = "validate_flow_form"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PRINTER = ("now nothing comes out of the big printer on our corridor", "printer_problem")
WIFI = ("and on top of that the office wireless has gone for everybody", "wifi_problem")


@pytest.fixture(scope="module")
def shipped_shelf(tmp_path_factory):
    release = Release(
        flows=flows.load(ROOT / "data/flows"),
        standards=standards.load(ROOT / "data/standards"),
        lexicon=Lexicon.load(ROOT / "data/lexicon"),
        knowledge=KnowsLittle(),
    )
    return Shelf(tmp_path_factory.mktemp("release"), lambda _: release)


def one_turn_of_every_step(flow):
    """By pressing every button from the beginning; of each step the first turn that asks it."""
    waiting, found = [engine.begin(flow, {}, now=NOW)], {}
    while waiting:
        turn = waiting.pop()
        if isinstance(turn, Asked) and turn.prompt.step not in found:
            found[turn.prompt.step] = turn
            said = [Said(c.title, choice=f"{turn.prompt.step}.{c.id}") for c in turn.prompt.choices]
            said += [Said("zork 17")] if turn.prompt.free_text else []
            waiting += [engine.read(flow, turn.state, each, now=NOW) for each in said]
    return list(found.values())


def at(shelf, turn):
    """Somebody who has come to this step."""
    anna = Conversation.of_everything(shelf, MemoryTickets())
    anna.slots["flow"] = Walk(turn.state, words="it does not work").to_slot()
    anna.loop = "flow_form"
    return anna


async def looked_at_first(anna, flow, text, intent):
    """The other problem's first question; at a step for own words the bot asks before it turns to it."""
    said = await anna.says(text, intent, FORM)
    if "utter_other_problem_or_answer" in said.responses:
        said = await anna.says("yes", "affirm", FORM)
    return said.card("step")


async def test_at_every_step_another_problem_is_looked_at_and_the_first_taken_up_where_it_was(shipped_shelf):
    for flow in shipped_shelf.current().flows.values():
        text, intent = WIFI if flow.name == "printer_problem" else PRINTER
        for turn in one_turn_of_every_step(flow):
            if intent in flow.step(turn.prompt.step).keeps:
                continue
            anna = at(shipped_shelf, turn)
            assert (await looked_at_first(anna, flow, text, intent))["flow"] == intent
            back = await anna.says("back to the first one", flow.name, FORM)
            assert (back.card("step")["flow"], back.card("step")["step"]) == (flow.name, turn.prompt.step)
            kept = anna.slots["flow"]["state"]
            assert (kept["facts"], kept["tried"], kept["path"]) == (
                turn.state["facts"], turn.state["tried"], turn.state["path"])


@pytest.mark.parametrize(("text", "intent"), [("wait, somebody is here", "wait"), ("go back", "go_back")])
async def test_at_every_step_waiting_and_going_back_keep_to_the_flow(shipped_shelf, text, intent):
    for flow in shipped_shelf.current().flows.values():
        for turn in one_turn_of_every_step(flow):
            said = await at(shipped_shelf, turn).says(text, intent, FORM)
            earlier = turn.state["path"][-1]["step"] if turn.state["path"] else turn.prompt.step
            wanted = earlier if intent == "go_back" else turn.prompt.step
            assert (said.card("step")["flow"], said.card("step")["step"]) == (flow.name, wanted)


async def test_who_said_once_that_it_is_an_answer_is_not_asked_that_again(shipped_shelf):
    flow = shipped_shelf.current().flows["hardware_request"]
    turn = next(turn for turn in one_turn_of_every_step(flow) if turn.prompt.step == "details")
    anna = at(shipped_shelf, turn)
    words = "a hardware token, because I have no smartphone for the codes"
    assert (await anna.says(words, "mfa_problem", FORM)).responses == ["utter_other_problem_or_answer"]
    await anna.says("no, it's my answer", "deny", FORM)
    again = await anna.says(words, "mfa_problem", FORM)
    assert "utter_other_problem_or_answer" not in again.responses
