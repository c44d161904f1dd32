"""Rasa's rules, looked up instead of read through.

For every prediction Rasa compares the conversation with each of some hundred rules, and does it twice: once
by the words of the last message, for rules written with words, which nobody here writes. A rule can only
apply where the intent and the action of its last state are those of the conversation, so they are a key.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.core.policies.rule_policy import RULES
from rasa.shared.core.constants import SHOULD_NOT_BE_SET

State = Mapping[str, Any]
Key = tuple[str, str]
_ANY = ""


@dataclass(frozen=True)
class Shelves:
    """Rules by the intent and the action of their last state; ``size`` is how many there were."""

    rules: Mapping[Key, Mapping[str, str]]
    size: int
    with_words: bool

    def near(self, state: State) -> dict[str, str]:
        """Every rule that may apply in this state, and few others."""
        intent, action = asked(state)
        found: dict[str, str] = {}
        for key in {(intent, action), (_ANY, action), (intent, _ANY), (_ANY, _ANY)}:
            found.update(self.rules.get(key, {}))
        return found


def shelves(lookup: Mapping[str, str]) -> Shelves:
    rules: dict[Key, dict[str, str]] = {}
    with_words = False
    for rule, action in lookup.items():
        states = json.loads(rule)
        with_words = with_words or any((state.get("user") or {}).get("text") for state in states)
        rules.setdefault(asked(states[-1]) if states else (_ANY, _ANY), {})[rule] = action
    return Shelves(rules, len(lookup), with_words)


def asked(state: State) -> Key:
    """The intent and the action a state is about; nothing where it names none, or begins a conversation."""
    if not state.get("prev_action"):
        return _ANY, _ANY
    return _named(state, "user", "intent"), _named(state, "prev_action", "action_name")


def _named(state: State, part: str, name: str) -> str:
    value = (state.get(part) or {}).get(name)
    return value if isinstance(value, str) and value != SHOULD_NOT_BE_SET else _ANY


def quick(possible_keys: Callable[..., set[str]]) -> Callable[..., set[str]]:
    """In place of RulePolicy._get_possible_keys: the same keys, found among fewer."""

    @functools.wraps(possible_keys)
    def _get_possible_keys(self: Any, lookup: dict[str, str], states: Sequence[State]) -> set[str]:
        return possible_keys(self, shelved(self, lookup).near(states[-1]), states) if states else set(lookup)

    return _get_possible_keys


def by_intent_only(find: Callable[..., Any]) -> Callable[..., Any]:
    """In place of RulePolicy._find_action_from_rules: by words only where a rule has words."""

    @functools.wraps(find)
    def _find_action_from_rules(
        self: Any, tracker: Any, domain: Any, use_text_for_last_user_input: bool
    ) -> Any:
        if use_text_for_last_user_input and not shelved(self, self.lookup[RULES]).with_words:
            return None, None, False
        return find(self, tracker, domain, use_text_for_last_user_input)

    return _find_action_from_rules


def shelved(policy: Any, lookup: Mapping[str, str]) -> Shelves:
    """The lookup's shelves, made anew when rules came or went (while training they do)."""
    kept: dict[int, tuple[Any, Shelves]] = policy.__dict__.setdefault("_shelves", {})
    of, found = kept.get(id(lookup), (None, None))
    if found is None or of is not lookup or found.size != len(lookup):
        found = shelves(lookup)
        kept[id(lookup)] = (lookup, found)
    return found
