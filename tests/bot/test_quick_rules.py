"""Looking rules up finds the same as reading through all of them."""

from __future__ import annotations

import json

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.trackers import DialogueStateTracker

from bot.quick_rules import shelved


@pytest.fixture
def policy(agent) -> RulePolicy:
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    return next(n._component for n in nodes if isinstance(n._component, RulePolicy))


def histories(policy):
    """What every rule describes, alone, after something else, and with its intent changed."""
    rules = [json.loads(key) for key in policy.lookup[RULES]]
    for number, states in enumerate(rules):
        before = rules[(number * 7 + 3) % len(rules)]
        yield states
        yield before + states
        if states and "user" in states[-1]:
            yield [*states[:-1], {**states[-1], "user": {"intent": "greet"}}]
    yield [{}]


@pytest.mark.parametrize("kind", [RULES, RULES_FOR_LOOP_UNHAPPY_PATH])
def test_every_history_finds_the_rules_that_rasa_finds(policy, kind):
    lookup = policy.lookup[kind]
    theirs = RulePolicy._get_possible_keys.__wrapped__
    for states in histories(policy):
        assert policy._get_possible_keys(lookup, states) == theirs(policy, lookup, states)


def test_few_rules_are_looked_at(policy):
    lookup = policy.lookup[RULES]
    looked = [len(shelved(policy, lookup).near(json.loads(key)[-1])) for key in lookup]
    assert sorted(looked)[len(looked) // 2] < len(lookup) / 5


def test_rules_that_came_later_are_found_too(policy):
    lookup = dict(list(policy.lookup[RULES].items())[:10])
    shelved(policy, lookup)
    new = json.dumps([{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "brand_new"}}])
    lookup[new] = "action_answer"
    assert new in policy._get_possible_keys(lookup, json.loads(new))


def test_a_rule_with_words_is_still_found_by_them(policy, agent):
    tracker = DialogueStateTracker("somebody", agent.domain.slots)
    assert not shelved(policy, policy.lookup[RULES]).with_words
    assert policy._find_action_from_rules(tracker, agent.domain, True) == (None, None, False)
    assert shelved(policy, {json.dumps([{"user": {"text": "hello"}}]): "utter_greet"}).with_words
