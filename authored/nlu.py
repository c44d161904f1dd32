"""Training examples: each belongs to one intent that the domain knows, and stands once. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from authored.documents import Document
from authored.problems import Problem

KINDS = ("intent", "synonym", "regex", "lookup")
ANNOTATED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # [it](device), [it]{"entity": ...}

_ESCAPE = re.compile(r"\\[uU]")


@dataclass(frozen=True)
class Example:
    """One line that a person might write."""

    file: str
    line: int
    intent: str
    text: str

    @property
    def words(self) -> str:
        """The text as a classifier sees it: two examples with the same words teach nothing, or contradict."""
        plain = ANNOTATED.sub(r"\1", self.text)
        return " ".join(plain.casefold().split()).strip(" .!?")


def check(documents: Iterable[Document], intents: frozenset[str]) -> tuple[Problem, ...]:
    """What is wrong in the NLU files. `intents` are the domain's."""
    documents = tuple(documents)
    entries = [problem for document in documents for problem in _entries(document, intents)]
    return tuple(sorted([*entries, *_duplicates(examples(documents))]))


def examples(documents: Iterable[Document]) -> Iterator[Example]:
    """Every example of every intent, with its line."""
    for document in documents:
        for index, entry in _listed(document):
            if isinstance(entry.get("intent"), str) and isinstance(entry.get("examples"), str):
                first = document.line("nlu", index, "examples") + 1
                for offset, text in enumerate(entry["examples"].splitlines()):
                    if text.strip().startswith("- "):
                        said = text.strip()[2:].strip()
                        yield Example(document.file, first + offset, entry["intent"], said)


def _entries(document: Document, intents: frozenset[str]) -> Iterator[Problem]:
    for index, entry in _listed(document):
        where = ("nlu", index)
        kind = next((kind for kind in KINDS if kind in entry), None)
        if kind is None:
            remedy = "start it with '- intent: <name>'"
            yield document.problem(where, f"an entry without any of {', '.join(KINDS)}", remedy)
            continue
        name = str(entry[kind])
        if kind == "intent" and name not in intents:
            remedy = "add it to 'intents' in domain.yml, or mend the name"
            yield document.problem((*where, kind), f"intent '{name}' is not in domain.yml", remedy)
        yield from _lines(document, index, f"{kind} '{name}'", entry.get("examples"))


def _lines(document: Document, index: int, name: str, text: object) -> Iterator[Problem]:
    where = ("nlu", index, "examples")
    if not isinstance(text, str) or not text.strip(" \n-"):
        remedy = "write 'examples: |' and lines that start with '- ' under it"
        yield document.problem(where, f"{name} has no examples", remedy)
        return
    for offset, line in enumerate(text.splitlines()):
        if line.strip() and not re.match(r"\s*- \s*\S", line):
            at = document.line(*where) + 1 + offset
            message = f"'{line.strip()[:40]}' is no example"
            yield Problem(document.file, at, message, "start the line with '- '")
        elif _ESCAPE.search(line):
            at = document.line(*where) + 1 + offset
            message = f"'{line.strip()[:40]}' has a \\u or \\U, which Rasa reads as one strange character"
            yield Problem(document.file, at, message, "write C:/Users instead of C:\\Users")


def _duplicates(found: Iterable[Example]) -> Iterator[Problem]:
    seen: dict[str, Example] = {}
    for example in found:
        first = seen.setdefault(example.words, example)
        if first is example:
            continue
        where = f"{first.file}:{first.line}"
        if first.intent == example.intent:
            message, remedy = f"'{example.text}' stands at {where} already", "remove one of the two"
        else:
            message = f"'{example.text}' is an example of {first.intent} at {where}, of {example.intent} here"
            remedy = "decide which intent it means"
        yield Problem(example.file, example.line, message, remedy)


def _listed(document: Document) -> Iterator[tuple[int, Mapping[str, Any]]]:
    entries = document.data.get("nlu") if isinstance(document.data, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield index, entry
