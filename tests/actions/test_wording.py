"""The bot's words: every one that an action says exists, none is left over, and all keep to the tone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from employee import domain

ROOT = Path(__file__).resolve().parents[2]
SMALL_TALK = "greet|thank|help|bot_challenge|wait|go_back|another_problem"
CARE = r"care_(which_to|none_to|cannot|ask|done)_\w+"
BY_VALUE = re.compile(
    rf"utter_(urgency_\d|state_\w+|detail_\w+|person_for_\w+|order_(approval|waits)_\w+|{CARE}|({SMALL_TALK})(_in_flow)?)$"
)
"""Responses whose names are put together from a value."""
BLAME = re.compile(r"\b(you (should have|failed|forgot|must)|your (mistake|fault)|invalid|illegal)\b", re.I)


def named() -> set[str]:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").glob("*.py"))
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "data/stories").glob("*.yml"))
    return set(re.findall(r"\b(utter_[a-z0-9_]+)\b", code + rules)) - {"utter_message", "utter_action"}


def test_every_response_that_is_said_exists():
    assert {name for name in named() if not name.endswith("_")} - set(domain()["responses"]) == set()


def test_every_response_is_said_by_something():
    spare = {name for name in domain()["responses"] if not BY_VALUE.match(name)} - named()
    assert spare == set()


def test_small_talk_has_words_inside_and_outside_a_flow():
    from actions.small_talk import INTENTS

    for intent in INTENTS:
        assert {f"utter_{intent}", f"utter_{intent}_in_flow"} <= set(domain()["responses"])


@pytest.mark.parametrize("name", sorted(domain()["responses"]))
def test_words_are_kind_and_ask_at_most_one_question(name):
    for variation in domain()["responses"][name]:
        text = variation["text"]
        assert not BLAME.search(text)
        asked = re.sub(r"“[^”]*”", "", text).count("?")
        assert asked <= 1, text
        assert len(text) <= 420, text
        if name.endswith("_in_flow"):
            assert asked == 0, "the flow asks next"


def test_every_button_says_an_intent_of_the_bot():
    intents = {next(iter(intent)) for intent in domain()["intents"]}
    for variations in domain()["responses"].values():
        for button in variations[0].get("buttons", []):
            assert button["payload"].removeprefix("/") in intents


def test_every_action_is_in_the_domain_and_has_a_rule_that_listens_after_it(shelf, tickets):
    from actions.bootstrap import Systems, shop_of, topics

    names = {topic.name for topic in topics(shelf, Systems(tickets, shop_of(shelf.current())))}
    listening = yaml.safe_load((ROOT / "data/stories/listening.yml").read_text(encoding="utf-8"))["rules"]
    assert names == set(domain()["actions"])
    listened = {rule["steps"][0]["action"] for rule in listening}
    assert listened == {name for name in names if not name.startswith("validate_")}


def test_every_intent_has_a_rule():
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "data/stories").glob("*.yml"))
    ruled = set(re.findall(r"- intent: (\w+)", rules))
    assert {next(iter(intent)) for intent in domain()["intents"]} == ruled
