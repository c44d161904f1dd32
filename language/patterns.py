"""Things that no list can hold: ticket numbers, codes, places, "since Monday". Found by regular expressions
that authors keep in data/lexicon, beside the phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Case = Literal["as_typed", "lower", "upper"]


@dataclass(frozen=True)
class Pattern:
    """``match`` is a regular expression, read without regard to case; blanks in it are for the eye (write
    ``\\s`` for one that counts). The entity is its group ``it``, or the whole match.

    ``value`` is a template over the groups ("{0}" the entity as it stands); ``without`` names characters
    taken out; ``values`` turn what was found into the desk's word for it.
    """

    kind: str
    match: str
    value: str = "{0}"
    case: Case = "as_typed"
    without: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def compiled(self) -> re.Pattern[str]:
        """Raises re.error."""
        return re.compile(self.match, re.IGNORECASE | re.VERBOSE)


@dataclass(frozen=True)
class Match:
    kind: str
    value: str
    start: int
    end: int


class Patterns:
    """Patterns, compiled once."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple((pattern, pattern.compiled()) for pattern in patterns)

    def find(self, text: str) -> Iterator[Match]:
        """Every match of every pattern; matches may overlap."""
        for pattern, compiled in self._patterns:
            for match in compiled.finditer(text):
                yield _match(pattern, match)


def settled(found: Iterable[Match]) -> list[Match]:
    """Matches without overlaps, in order: the longer one wins, then the earlier one."""
    kept: list[Match] = []
    for match in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(match.end <= other.start or match.start >= other.end for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda each: each.start)


def _match(pattern: Pattern, match: re.Match[str]) -> Match:
    group = "it" if "it" in (match.groupdict() or {}) and match["it"] else 0
    start, end = match.span(group)
    said = pattern.value.format(match[group], **{k: v or "" for k, v in match.groupdict().items()})
    return Match(pattern.kind, _worded(pattern, said), start, end)


def _worded(pattern: Pattern, said: str) -> str:
    said = " ".join("".join(c for c in said if c not in pattern.without).split())
    cased: dict[str, Any] = {"lower": said.lower(), "upper": said.upper()}
    return pattern.values.get(said.lower(), str(cased.get(pattern.case, said)))
