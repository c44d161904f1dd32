"""Every shipped flow, walked by every answer to every ending."""

from pathlib import Path

import pytest
from walks import NOW, beginnings, walked

import flows
from flows import Ended, Said, engine
from flows.wording import LONGEST

DATA = Path(__file__).parents[2] / "data"
NAMES = tuple(sorted(path.stem for path in (DATA / "flows").glob("*.yml") if path.stem != "common"))


@pytest.fixture(scope="module", params=NAMES)
def flow(request, shipped):
    return shipped[request.param]


def test_the_shipped_flows_have_no_problems():
    assert flows.check(DATA / "flows") == ()


@pytest.fixture(scope="module")
def ways(flow):
    return walked(flow)


@pytest.fixture(scope="module")
def every(flow):
    """The ways from every beginning, by what was known there."""
    return [(known, walked(flow, known)) for known in beginnings(flow)]


def test_every_way_through_asks_every_step_and_reaches_every_outcome(flow, ways, every):
    asked = {place.turn.prompt.step for _, each in every for place in each.places.values()}
    assert asked == {step.id for step in flow.steps if step.kind in ("ask", "check")}
    assert {end.ending.outcome for _, end in ways.ends} == {outcome.id for outcome in flow.outcomes}


def test_no_way_through_is_longer_than_eleven_questions_or_asks_the_same_twice(every):
    for _, each in every:
        for (step, *_), (steps, questions) in each.later.items():
            assert questions + 1 <= 11
            assert step not in steps


def test_what_was_told_before_the_flow_began_is_not_asked_in_it(flow, every):
    for known, each in every:
        asked = {place.turn.prompt.step for place in each.places.values()}
        told = {s.id for s in flow.steps if s.collect in known and s.option(known[s.collect])}
        assert not asked & told


def test_every_question_can_be_answered_and_fits_a_phone(ways):
    for prompt in (place.turn.prompt for place in ways.places.values()):
        assert prompt.choices or prompt.free_text
        assert all(0 < len(text) <= LONGEST for text in prompt.texts)
        assert not prompt.choices or 2 <= len(prompt.choices) <= 4


def test_what_stays_unsolved_carries_a_whole_draft(ways):
    for _, end in ways.ends:
        ending = end.ending
        if ending.kind != "solved":
            assert 10 <= len(ending.short_description) <= 160
            assert "{" not in ending.short_description
            assert ending.rule
            assert ending.queue
            assert ending.impact in (1, 2, 3)
            assert ending.urgency in (1, 2, 3)
            assert len(ending.details) >= 1


def test_a_flow_that_ends_with_a_check_that_helped_says_so_in_its_record(ways):
    for before, end in ways.ends:
        if end.ending.outcome == "solved" and before.prompt.choices[0].id == "helped":
            assert end.answered.result == "helped"
            assert end.ending.tried[-1] == end.answered.line


def test_every_danger_stops_the_flow_before_step_one_and_at_any_step(flow):
    for danger in flow.dangers:
        said = Said(text=f"help, {danger.words[0]} here", intent=flow.name, confidence=0.9)
        first = engine.begin(flow, {}, now=NOW, opening=said)
        assert isinstance(first, Ended)
        assert first.ending.danger
        begun = engine.begin(flow, {}, now=NOW)
        later = engine.read(flow, begun.state, said, now=NOW)
        assert isinstance(later, Ended)
        assert (later.ending.outcome, later.ending.kind) == (danger.id, "handoff")


@pytest.mark.parametrize("name", ["password_reset", "account_locked"])
def test_account_flows_never_file_an_incident_without_saying_what_was_tried(shipped, name):
    for _, end in walked(shipped[name]).ends:
        if end.ending.kind == "incident":
            assert end.ending.tried


@pytest.mark.parametrize(("name", "opening", "first", "step"), [
    ("vpn_problem", "my vpn keeps dropping", "Your VPN connection drops while you work. Let's get it steady.",
     "device"),
    ("vpn_problem", "vpn won't connect on my macbook", "Larkfield VPN does not connect. Let's get you in.",
     "internet"),
    ("wifi_problem", "no internet on the office wifi, windows laptop",
     "You are on the Wi-Fi, but no page opens. Let's find out why.", "radio"),
    ("printer_problem", "paper jam on the second floor",
     "The printer itself has a paper jam, no toner or an error. Let's look at it.", "look"),
    ("email_problem", "outlook on my iphone isn't working",
     "Outlook does not open or freezes. Let's get it running.", "phone_refresh"),
    ("password_reset", "I forgot my password",
     "You don't remember your password. You can set a new one yourself in about five minutes.", "portal"),
    ("account_locked", "my account is locked",
     "Your account is locked after too many tries. Your files and mail are safe. Let's open it again.",
     "own_tries"),
])
def test_what_the_opening_said_is_restated_and_not_asked_again(shipped, name, opening, first, step):
    begun = engine.begin(shipped[name], {}, now=NOW, opening=Said(text=opening))
    assert (begun.prompt.texts[0], begun.prompt.step) == (first, step)


@pytest.mark.parametrize(("name", "opening", "fact"), [
    ("printer_problem", "the hp printer does nothing", "operating_system"),
    ("account_locked", "I'm not sure what happened, I can't get in", "message"),
    ("wifi_problem", "the wifi doesn't work", "place"),
    ("vpn_problem", "vpn problem", "symptom"),
])
def test_what_the_opening_did_not_say_is_not_guessed(shipped, name, opening, fact):
    begun = engine.begin(shipped[name], {}, now=NOW, opening=Said(text=opening))
    assert fact not in begun.state["facts"]
