"""What a flow's request orders from the catalogue. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Approver = Literal["nobody", "manager", "owner"]


@dataclass(frozen=True)
class Answer:
    """How one question of an item is answered: with ``text``, or with the fact, through ``values`` where
    there are any (their keys in lower case)."""

    fact: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    optional: bool = False

    def given(self, facts: Mapping[str, str]) -> str:
        """Empty when nothing known answers it."""
        known = facts.get(self.fact, "").strip()
        return self.text or (self.values.get(known.casefold(), "") if self.values else known)


@dataclass(frozen=True)
class Orderable:
    """``item`` is the item's name in ServiceNow; ``approver`` is who has to say yes there."""

    key: str
    item: str
    flow: str
    outcome: str
    approver: Approver
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mentions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    variables: Mapping[str, Answer] = field(default_factory=dict)

    def fits(self, flow: str, outcome: str, facts: Mapping[str, str]) -> bool:
        """Whether a flow that ended so, knowing this, wants the item."""
        return (
            (self.flow, self.outcome) == (flow, outcome)
            and all(facts.get(fact) in values for fact, values in self.when.items())
            and all(_mentions(facts.get(fact, ""), words) for fact, words in self.mentions.items())
            and all(answer.optional or answer.given(facts) for answer in self.variables.values())
        )

    def answers(self, facts: Mapping[str, str]) -> dict[str, str]:
        """The item's questions by variable, without those that stay open."""
        given = ((name, answer.given(facts)) for name, answer in self.variables.items())
        return {name: text for name, text in given if text}


def chosen(
    catalogue: Iterable[Orderable], flow: str, outcome: str, facts: Mapping[str, str]
) -> Orderable | None:
    """The one entry that fits; None when none does or several do: then a person has to read it."""
    fitting = [entry for entry in catalogue if entry.fits(flow, outcome, facts)]
    return fitting[0] if len(fitting) == 1 else None


def anything_else(data: Mapping[str, Any] | None) -> Orderable | None:
    """What is ordered where no entry fits; None where such a request becomes a ticket."""
    row = (data or {}).get("anything_else")
    return orderable("anything_else", {**row, "flow": "", "outcome": ""}) if row else None


def orderable(key: str, row: Mapping[str, Any]) -> Orderable:
    """An entry of catalogue.yml, which has passed its checks."""
    return Orderable(
        key=key,
        item=row["item"],
        flow=row["flow"],
        outcome=row["outcome"],
        approver=row["approval"],
        when={fact: tuple(values) for fact, values in row.get("when", {}).items()},
        mentions={fact: tuple(words) for fact, words in row.get("mentions", {}).items()},
        variables={name: _answer(each) for name, each in row.get("variables", {}).items()},
    )


def _answer(row: Mapping[str, Any]) -> Answer:
    values = {str(known).casefold(): value for known, value in row.get("values", {}).items()}
    return Answer(row.get("fact", ""), values, row.get("text", ""), row.get("optional", False))


def _mentions(text: str, words: Iterable[str]) -> bool:
    """Whole words only: "two monitors" is no "monitor", and nobody is to get one of two."""
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in words)
