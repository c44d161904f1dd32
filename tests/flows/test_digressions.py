"""Every digression at every place of every shipped flow: nobody is lost, nobody is asked anything twice."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from digressions import digressions
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import NOW, after, answers, key_of, walked

from flows import Asked, Ended, NotAnAnswer, Said, engine

DATA = Path(__file__).parents[2] / "data"
NAMES = tuple(sorted(path.stem for path in (DATA / "flows").glob("*.yml") if path.stem != "common"))
SOON, IN_AN_HOUR = NOW + timedelta(minutes=1), NOW + timedelta(hours=1)


@pytest.fixture(scope="module", params=NAMES)
def flow(request, shipped):
    return shipped[request.param]


@pytest.fixture(scope="module")
def places(flow):
    return tuple(walked(flow).places.values())


def digressed(flow, turn, said, now=SOON):
    """What the person is asked after it, as the dialogue asks; None when the flow was left for it."""
    match engine.read(flow, turn.state, said, now=now):
        case NotAnAnswer("interrupt"):
            return engine.ask_again(flow, turn.state, now=now, how="returned")
        case NotAnAnswer("unclear"):
            return engine.ask_again(flow, turn.state, now=now, how="unclear")
        case NotAnAnswer("other_flow"):
            return None
        case following:
            return following


def remembered(turn):
    """What a conversation knows at a turn, without when and how often it was asked."""
    kept = {name: value for name, value in turn.state.items() if name not in ("asked_at", "unclear")}
    return kept, turn.prompt if isinstance(turn, Asked) else turn.ending


def test_whatever_comes_between_the_same_question_waits_with_everything_that_was_said(flow, places):
    for turn in (place.turn for place in places):
        for aside in digressions(flow, flow.step(turn.prompt.step)):
            back = digressed(flow, turn, aside.said)
            if aside.then == "same":
                assert remembered(back)[0] == remembered(turn)[0], (turn.prompt.step, aside)
                assert back.prompt.choices == turn.prompt.choices


def test_after_a_digression_every_answer_leads_where_it_would_have_led(flow, places):
    for place in places:
        asides = digressions(flow, flow.step(place.turn.prompt.step))
        back = place.turn
        for aside in (each for each in asides if each.then == "same"):
            back = digressed(flow, back, aside.said)
        for said, following in place.ways:
            assert remembered(after(flow, back, said)) == remembered(following)


def test_who_leaves_on_purpose_is_let_go_from_every_step_and_takes_along_what_was_told(flow, places):
    for turn in (place.turn for place in places):
        for aside in digressions(flow, flow.step(turn.prompt.step)):
            if aside.then == "left":
                assert engine.read(flow, turn.state, aside.said, now=SOON) == NotAnAnswer("interrupt")
        known = engine.give_up(flow, turn.state)
        assert len(known.details) == sum(bool(turn.state["facts"].get(name)) for name in flow.facts)
        assert len(known.tried) == len(turn.state["tried"])


def test_another_problem_never_counts_as_an_answer(flow, places):
    for turn in (place.turn for place in places):
        for aside in digressions(flow, flow.step(turn.prompt.step)):
            if aside.then == "other":
                assert engine.read(flow, turn.state, aside.said, now=SOON) == NotAnAnswer("other_flow")


def test_going_back_and_answering_alike_leads_to_the_same_place(flow, places):
    for place in places:
        for said, following in place.ways:
            if isinstance(following, Asked):
                back = engine.read(flow, following.state, Said("go back"), now=SOON)
                assert back.prompt.step == place.turn.prompt.step
                assert back.prompt.choices == place.turn.prompt.choices
                assert remembered(after(flow, back, said)) == remembered(following)


def test_an_hour_of_silence_changes_nothing(flow, places):
    for place in places:
        for said, following in place.ways:
            late = engine.read(flow, place.turn.state, said, now=IN_AN_HOUR)
            typed = engine.read(flow, place.turn.state, Said(said.text), now=IN_AN_HOUR)
            assert remembered(late) == remembered(following)
            assert remembered(typed) == remembered(following)


def test_a_restart_of_everything_changes_nothing(flow, places):
    for place in places:
        state = json.loads(json.dumps(place.turn.state))
        for said, following in place.ways:
            assert engine.read(flow, state, said, now=NOW) == following


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_conversation_full_of_digressions_asks_each_question_once(shipped, data):
    """Of every walk with up to three digressions at each step: a question comes again only as a return."""
    flow = shipped[data.draw(st.sampled_from(NAMES))]
    turn, asked = engine.begin(flow, {}, now=NOW), []
    while isinstance(turn, Asked):
        assert turn.prompt.step not in asked
        asked.append(turn.prompt.step)
        here = [d for d in digressions(flow, flow.step(turn.prompt.step)) if d.then == "same"]
        back = turn
        for aside in data.draw(st.lists(st.sampled_from(here), max_size=3)):
            following = digressed(flow, back, aside.said)
            same = isinstance(following, Asked) and following.prompt.step == turn.prompt.step
            back = following if same else back  # otherwise left open: asked often enough
        assert key_of(back) == key_of(turn)
        turn = after(flow, back, data.draw(st.sampled_from(answers(turn))))
    assert isinstance(turn, Ended)
