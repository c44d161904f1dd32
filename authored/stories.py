"""Stories and rules: each has a name of its own, and every word in its steps is one of the domain's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from authored.documents import Document, Where
from authored.problems import Problem

TITLES = {"stories": "story", "rules": "rule"}
RASA_ACTIONS = frozenset(
    f"action_{name}"
    for name in (
        *("back", "listen", "restart", "session_start", "deactivate_loop", "revert_fallback_events"),
        *("default_fallback", "two_stage_fallback", "default_ask_affirmation", "default_ask_rephrase"),
        *("unlikely_intent", "extract_slots", "validate_slot_mappings"),
    )
)


@dataclass(frozen=True)
class Vocabulary:
    """What a story may name."""

    intents: frozenset[str]
    actions: frozenset[str]  # responses and forms are actions too
    forms: frozenset[str]


def vocabulary(domain: Mapping[str, Any]) -> Vocabulary:
    """The words of a domain file."""
    forms = _names(domain.get("forms"))
    said = _names(domain.get("actions")) | _names(domain.get("responses")) | forms
    return Vocabulary(_names(domain.get("intents")), said | RASA_ACTIONS, forms)


def check(documents: Iterable[Document], known: Vocabulary) -> tuple[Problem, ...]:
    """What is wrong in the story files."""
    named: dict[tuple[str, str], str] = {}
    found: list[Problem] = []
    for document in documents:
        for section, title in TITLES.items():
            for index, entry in _listed(document.data, section):
                where = (section, index)
                found += _name(document, where, title, entry, named)
                found += _steps(document, (*where, "steps"), title, entry.get("steps"), known)
    return tuple(sorted(found))


def _name(
    document: Document, where: Where, title: str, entry: Mapping[str, Any], named: dict[tuple[str, str], str]
) -> Iterator[Problem]:
    name = entry.get(title)
    if not isinstance(name, str) or not name.strip():
        remedy = f"start it with '- {title}: <what happens>'"
        yield document.problem(where, f"a {title} without a name", remedy)
        return
    here = f"{document.file}:{document.line(*where)}"
    first = named.setdefault((title, name), here)
    if first != here:
        message = f"{title} '{name}' stands at {first} already"
        yield document.problem(where, message, "give it a name of its own")


def _steps(document: Document, where: Where, title: str, steps: Any, known: Vocabulary) -> Iterator[Problem]:
    if not isinstance(steps, list) or not steps:
        yield document.problem(where, f"a {title} without steps", "write 'steps:' and its list")
        return
    for index, step in enumerate(steps):
        if isinstance(step, dict):
            yield from _step(document, (*where, index), step, known)
        else:
            remedy = "write '- intent:' or '- action:'"
            yield document.problem((*where, index), f"'{step}' is no step", remedy)


def _step(document: Document, where: Where, step: Mapping[str, Any], known: Vocabulary) -> Iterator[Problem]:
    for key, names, kind in (
        ("intent", known.intents, "an intent"),
        ("action", known.actions, "an action, response or form"),
        ("active_loop", known.forms, "a form"),
    ):
        name = step.get(key)
        if isinstance(name, str) and name not in names and name != "null":
            yield document.problem((*where, key), f"'{name}' is not {kind} of domain.yml", _near(name, names))
    for index, choice in enumerate(step.get("or") or ()):
        if isinstance(choice, dict):
            yield from _step(document, (*where, "or", index), choice, known)


def _near(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, names, n=1)
    return f"did you mean '{near[0]}'?" if near else "add it to domain.yml, or mend the name"


def _names(listed: Any) -> frozenset[str]:
    """The names in a list whose items are names or {name: options}, or of a mapping."""
    if isinstance(listed, dict):
        return frozenset(map(str, listed))
    return frozenset(str(next(iter(item))) if isinstance(item, dict) else str(item) for item in listed or ())


def _listed(data: Any, section: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    entries = data.get(section) if isinstance(data, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield index, entry
