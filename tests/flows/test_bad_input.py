"""Answers that are none, too long, too many: a clear question comes back, and nothing told is lost."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from walks import NOW, walked

from flows import Asked, Ended, NotAnAnswer, Said, engine

DATA = Path(__file__).parents[2] / "data"
NAMES = tuple(sorted(path.stem for path in (DATA / "flows").glob("*.yml") if path.stem != "common"))
SOON = NOW + timedelta(minutes=1)
OUT_OF_RANGE = ("5", "77", "option 9", "the tenth one", "number 7 please")
NOTHING = ("", "   ", "???", "👍", "\u200b", "<b></b>", "{{7*7}} %s %(x)s")
DATES = ("the day before yesterday", "since last Tuesday", "on the 31st of February", "a fortnight ago")
STORY = "and then somebody told me about lunch and the weather, which was fine, and so we talked " * 120


@pytest.fixture(scope="module", params=NAMES)
def flow(request, shipped):
    return shipped[request.param]


@pytest.fixture(scope="module")
def turns(flow):
    """One turn for each step of the flow."""
    return tuple({place.turn.prompt.step: place.turn for place in walked(flow).places.values()}.values())


@pytest.fixture(scope="module")
def closed(turns):
    return tuple(turn for turn in turns if not turn.prompt.free_text)


def unsure(text):
    return Said(text, intent="nlu_fallback", confidence=0.3)


def told(turn):
    return {name: turn.state[name] for name in ("step", "facts", "tried", "path")}


@pytest.mark.parametrize("text", [*OUT_OF_RANGE, *NOTHING, *DATES])
def test_what_is_no_answer_is_asked_more_clearly_and_costs_nothing(flow, closed, text):
    for turn in closed:
        heard = engine.read(flow, turn.state, unsure(text), now=SOON)
        assert heard == NotAnAnswer("unclear", 1), turn.prompt.step
        again = engine.ask_again(flow, turn.state, now=SOON, how="unclear")
        assert told(again) == told(turn)
        assert again.prompt.choices == turn.prompt.choices
        assert again.prompt.texts[0] == flow.lines.unclear


def test_a_button_of_no_option_is_asked_again(flow, turns):
    for turn in turns:
        for choice in ("zork", f"{turn.prompt.step}.zork", f"{turn.prompt.step}.9", ".", "..", "x" * 10_000):
            said = Said("x", choice=choice)
            assert engine.read(flow, turn.state, said, now=SOON) == NotAnAnswer("unclear", 1)


def test_nothing_at_all_is_no_answer_where_own_words_are_asked_for(flow, turns):
    for turn in (turn for turn in turns if turn.prompt.free_text):
        for text in ("", "   ", "???", "👍"):
            assert engine.read(flow, turn.state, unsure(text), now=SOON) == NotAnAnswer("unclear", 1)


def test_ten_thousand_characters_are_no_answer_to_a_choice(flow, closed):
    for turn in closed:
        assert engine.read(flow, turn.state, unsure(STORY), now=SOON) == NotAnAnswer("unclear", 1)


def test_ten_thousand_characters_of_own_words_are_kept_as_far_as_the_step_keeps_them(flow, turns):
    for turn in (turn for turn in turns if turn.prompt.free_text):
        step = flow.step(turn.prompt.step)
        following = engine.read(flow, turn.state, unsure(STORY), now=SOON)
        assert not isinstance(following, NotAnAnswer)
        assert len(following.state["facts"][step.collect]) <= step.free_text.most
        assert turn.state["facts"].items() <= following.state["facts"].items()
        if isinstance(following, Ended) and following.ending.kind != "solved":
            assert len(following.ending.short_description) <= 160


def test_ten_thousand_characters_are_read_within_a_tenth_of_a_second(flow, turns):
    began = time.process_time()
    engine.begin(flow, {}, now=NOW, opening=unsure(STORY))
    for turn in turns:
        engine.read(flow, turn.state, unsure("a b " * 2_500), now=SOON)
    assert time.process_time() - began < 0.1 * (len(turns) + 1)


def test_an_answer_with_more_behind_it_is_that_answer_and_the_rest_is_not_lost(flow, turns):
    said = Said("yes and it's on the third floor since monday", "affirm", 0.9,
                entities={"place": "third floor", "since_when": "since monday"})
    for turn in turns:
        yes = next((each for each in flow.step(turn.prompt.step).options if "affirm" in each.intents), None)
        if yes:
            following = engine.read(flow, turn.state, said, now=SOON)
            assert following.answered.result == (yes.result or yes.title)
            assert turn.state["facts"].items() <= following.state["facts"].items()


def test_two_answers_that_exclude_each_other_are_asked_about(flow, turns):
    for turn in turns:
        step = flow.step(turn.prompt.step)
        if step.kind == "ask" and len(step.options) > 1 and not step.free_text:
            one, other = step.options[0].title, step.options[1].title
            for text in (f"{one} and {other}", f"{other} or {one}", "the first and the second"):
                heard = engine.read(flow, turn.state, Said(text, "affirm", 0.9), now=SOON)
                assert heard == NotAnAnswer("unclear", 1), (turn.prompt.step, text)


def at(shipped, name, *answers, opening=""):
    flow = shipped[name]
    turn = engine.begin(flow, {}, now=NOW, opening=Said(opening))
    for answer in answers:
        turn = engine.read(flow, turn.state, Said(answer, "nlu_fallback", 0.3), now=SOON)
        assert isinstance(turn, Asked), (answer, turn)
    return turn


def test_what_an_answer_told_besides_is_not_asked_later(shipped):
    turn = at(shipped, "vpn_problem", "It keeps dropping, on my macbook")
    assert turn.prompt.step == "internet"
    assert turn.state["facts"]["operating_system"] == "macos"


@pytest.mark.parametrize("text", ["yes and no", "yes or no", "no and yes"])
def test_yes_and_no_at_once_is_neither(shipped, text):
    turn = at(shipped, "vpn_problem", "windows", opening="my vpn drops")
    for intent in ("affirm", "deny", "nlu_fallback"):
        heard = engine.read(shipped["vpn_problem"], turn.state, Said(text, intent, 0.9), now=SOON)
        assert heard == NotAnAnswer("unclear", 1)


def test_two_devices_at_once_are_asked_about_though_one_was_recognised(shipped):
    turn = at(shipped, "vpn_problem", opening="my vpn drops")
    said = Said("a mac and a windows pc", "nlu_fallback", 0.3, entities={"operating_system": "Windows"})
    assert engine.read(shipped["vpn_problem"], turn.state, said, now=SOON) == NotAnAnswer("unclear", 1)


def test_a_long_story_that_names_an_option_in_passing_is_asked_about(shipped):
    turn = at(shipped, "vpn_problem", opening="my vpn drops")
    story = unsure(f"{STORY[:400]} where my mother has a mac {STORY[:400]}")
    assert engine.read(shipped["vpn_problem"], turn.state, story, now=SOON) == NotAnAnswer("unclear", 1)
