"""Danger is listened for before any flow begins: each danger once, and what all flows would hear."""

from __future__ import annotations

import time

import pytest
from walks import NOW

from flows import Asked, Ended, Said, engine
from flows.dangers import listeners

PHRASES = ("", "help, {} here", "no {}", "how do I report {}?", "a printer, {}, phishing mail and smoke")


@pytest.fixture(scope="module")
def listening(shipped):
    return listeners(shipped.values())


@pytest.fixture(scope="module")
def sayings(listening):
    words = [word for flow in listening for danger in flow.dangers for word in danger.words]
    return tuple(phrase.format(word) for word in words for phrase in PHRASES)


def heard_by_all(shipped, text):
    for flow in shipped.values():
        begun = engine.begin(flow, {}, now=NOW, opening=Said(text=text))
        if isinstance(begun, Ended) and begun.ending.danger:
            return begun.ending.outcome
    return None


def test_every_danger_of_any_flow_is_listened_for_once(shipped, listening):
    heard = [danger.id for flow in listening for danger in flow.dangers]
    assert len(heard) == len(set(heard))
    assert set(heard) == {danger.id for flow in shipped.values() for danger in flow.dangers}


def test_few_listeners_hear_what_all_flows_would_hear(shipped, listening, sayings):
    for text in sayings[:: len(sayings) // 120]:
        endings = (engine.danger(flow, text) for flow in listening)
        found = next((each.outcome for each in endings if each), None)
        assert found == heard_by_all(shipped, text), text


def test_ten_thousand_characters_are_listened_to_within_a_tenth_of_a_second(listening):
    text = "a b " * 2_500
    began = time.process_time()
    assert not any(engine.danger(flow, text) for flow in listening)
    assert time.process_time() - began < 0.1


def test_a_danger_at_the_end_of_a_very_long_message_is_heard(listening):
    text = "the printer hums " * 700 + "and there is smoke"
    endings = (engine.danger(flow, text) for flow in listening)
    assert [each.outcome for each in endings if each] == ["heat"]


def test_smoke_and_spills_are_heard_at_every_step_of_every_flow(shipped):
    for flow in shipped.values():
        begun = engine.begin(flow, {}, now=NOW)
        assert isinstance(begun, Asked)
        for step in (each for each in flow.steps if each.kind in ("ask", "check")):
            for words, danger in (("now there is smoke", "heat"), ("oh, i spilled coffee on it", "liquid")):
                said = engine.read(flow, {**begun.state, "step": step.id}, Said(text=words), now=NOW)
                assert isinstance(said, Ended), (flow.name, step.id, words)
                assert (said.ending.outcome, said.ending.rule) == (danger, "E06-danger")


def test_a_free_text_step_of_a_flow_that_names_no_danger_still_hears_a_swollen_battery(shipped):
    flow = shipped["phishing_report"]
    step = next(each for each in flow.steps if each.free_text)
    begun = engine.begin(flow, {}, now=NOW)
    said = Said(text="It came today. By the way my battery is swollen", intent=flow.name, confidence=0.9)
    ended = engine.read(flow, {**begun.state, "step": step.id}, said, now=NOW)
    assert ended.ending.kind == "handoff"
    assert ended.ending.danger
    assert ended.ending.text.startswith("Stop here, your safety comes first.")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lost_or_stolen_device", "it was stolen from my car"),
        ("phishing_report", "I clicked a link in a phishing mail"),
        ("security_incident", "I think a virus is on it"),
    ],
)
def test_what_a_security_flow_is_about_does_not_stop_it(shipped, name, words):
    assert engine.danger(shipped[name], words) is None


def test_danger_is_heard_although_a_new_release_has_lost_the_step_that_waits(shipped):
    flow = shipped["password_reset"]
    begun = engine.begin(flow, {}, now=NOW)
    said = engine.read(flow, {**begun.state, "step": "gone"}, Said(text="the laptop is on fire"), now=NOW)
    assert isinstance(said, Ended)
    assert said.ending.danger
