"""The words a desk hears, and what they mean: products, devices, places, codes, since when.

Read from YAML in ``data/lexicon``. ``says`` are other names for a thing and are found in text as entities;
``vague`` ones ("the thing for home internet") are also replaced when the desk restates a problem.
What no list can hold is found by ``patterns`` (language/patterns.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from authored import Document, Invalid, Problem, read, shape
from language.patterns import Match, Pattern, Patterns, settled

_WORD = re.compile(r"\w+")
_SKIPPED = frozenset("a an the my our your this that these those his her their".split())  # noqa: SIM905
_NAMES = {"type": "array", "items": {"type": "string", "minLength": 2}}
_PATTERN = {
    "type": "object",
    "required": ["match"],
    "additionalProperties": False,
    "properties": {
        "match": {"type": "string", "minLength": 1},
        "value": {"type": "string", "minLength": 1},
        "case": {"enum": ["lower", "upper"]},
        "without": {"type": "string", "minLength": 1},
        "values": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
_SCHEMA = {
    "type": "object",
    "required": ["kind"],
    "anyOf": [{"required": ["words"]}, {"required": ["patterns"]}],
    "additionalProperties": False,
    "properties": {
        "kind": {"type": "string", "pattern": "^[a-z_]+$"},
        "words": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string", "minLength": 1}, "says": _NAMES, "vague": _NAMES},
            },
        },
        "patterns": {"type": "array", "items": _PATTERN},
    },
}


@dataclass(frozen=True)
class Entity:
    """``value`` is the name the desk uses; ``text`` is what was written, from ``start`` to ``end``."""

    kind: str
    value: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Phrase:
    """One way of saying something. ``words`` are lower-case, without articles and possessives."""

    kind: str
    value: str
    text: str
    words: tuple[str, ...]
    vague: bool = False


class Lexicon:
    """Phrases, found by their first word: the time taken grows with the text alone."""

    def __init__(self, phrases: tuple[Phrase, ...], patterns: tuple[Pattern, ...] = ()) -> None:
        self.phrases = phrases
        self.patterns = patterns
        self._patterns = Patterns(patterns)
        self._starting: dict[str, list[Phrase]] = {}
        for phrase in sorted(phrases, key=lambda phrase: -len(phrase.words)):
            self._starting.setdefault(phrase.words[0], []).append(phrase)

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """All ``*.yml`` of the folder. Raises authored.Invalid with file and line."""
        phrases: list[tuple[str, int, Phrase]] = []
        patterns: list[Pattern] = []
        problems: list[Problem] = []
        for path in sorted(Path(folder).glob("*.yml")):
            document = read(path)
            wrong = shape(document, _SCHEMA)
            problems += wrong
            for phrase, where in [] if wrong else _phrases(document):
                phrases.append((document.file, document.line(*where), phrase))
            problems += [] if wrong else _learn(document, patterns)
        problems += _said_twice(phrases)
        if problems:
            raise Invalid(problems)
        return cls(tuple(phrase for _, _, phrase in phrases), tuple(patterns))

    def entities(self, text: str) -> tuple[Entity, ...]:
        """What the text names, the longest where two overlap, in order of appearance."""
        named = [Match(phrase.kind, phrase.value, *where) for phrase, *where in self._found(text)]
        return tuple(
            Entity(each.kind, each.value, text[each.start : each.end], each.start, each.end)
            for each in settled([*named, *self._patterns.find(text)])
        )

    def concrete(self, text: str) -> str:
        """The text with vague phrases replaced by the thing they mean."""
        pieces, at = [], 0
        for phrase, start, end in self._found(text):
            if phrase.vague:
                pieces += [text[at:start], phrase.value]
                at = end
        return "".join([*pieces, text[at:]])

    def _found(self, text: str) -> Iterator[tuple[Phrase, int, int]]:
        tokens = _tokens(text)
        at = 0
        while at < len(tokens):
            phrase = self._at(tokens, at)
            if phrase is None:
                at += 1
                continue
            last = at + len(phrase.words) - 1
            yield phrase, tokens[at][1], tokens[last][2]
            at = last + 1

    def _at(self, tokens: list[tuple[str, int, int]], at: int) -> Phrase | None:
        for phrase in self._starting.get(tokens[at][0], ()):
            here = tokens[at : at + len(phrase.words)]
            if tuple(word for word, _, _ in here) == phrase.words:
                return phrase
        return None


def _tokens(text: str) -> list[tuple[str, int, int]]:
    found = ((match[0].lower(), *match.span()) for match in _WORD.finditer(text))
    return [token for token in found if token[0] not in _SKIPPED]


def words(text: str) -> tuple[str, ...]:
    """Lower-case words without articles and possessives: how phrase and text are compared."""
    return tuple(word for word, _, _ in _tokens(text))


def _phrases(document: Document) -> Iterator[tuple[Phrase, tuple[str | int, ...]]]:
    kind = document.data["kind"]
    for row, entry in enumerate(document.data.get("words", ())):
        yield Phrase(kind, entry["name"], entry["name"], words(entry["name"])), ("words", row)
        for key in ("says", "vague"):
            for at, text in enumerate(entry.get(key, ())):
                yield Phrase(kind, entry["name"], text, words(text), key == "vague"), ("words", row, key, at)


def _learn(document: Document, patterns: list[Pattern]) -> list[Problem]:
    """Add the document's patterns; the ones that are no regular expressions come back as problems."""
    problems = []
    for row, entry in enumerate(document.data.get("patterns", ())):
        pattern = Pattern(document.data["kind"], **entry)
        try:
            pattern.compiled()
        except re.error as error:
            at = ("patterns", row, "match")
            problems.append(document.problem(at, f"no regular expression: {error}", "mend the pattern"))
        else:
            patterns.append(pattern)
    return problems


def _said_twice(phrases: list[tuple[str, int, Phrase]]) -> Iterator[Problem]:
    meaning: dict[tuple[str, ...], Phrase] = {}
    for file, line, phrase in phrases:
        first = meaning.setdefault(phrase.words, phrase)
        if not phrase.words:
            yield Problem(file, line, f"{phrase.text!r} has no word of its own", "write a fuller phrase")
        elif first.value != phrase.value:
            means = f"{phrase.text!r} means {first.value!r} and {phrase.value!r}"
            yield Problem(file, line, means, "keep it under one name")
