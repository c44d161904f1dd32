"""The file of scripted employees, read and checked. Pure but for reading it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stack.failure import Failure

OUTCOMES = ("solved", "information", "request", "incident", "callback", "handoff", "abandoned")
EXPECTED = ("outcome", "topic", "queue", "priority", "article")


class Wrong(ValueError):
    """A row that cannot be played; the text says why."""


@dataclass(frozen=True)
class Row:
    """One employee. ``person`` is a sys_id, user name or name; ``answers`` go by step (or by ``helped``,
    ``file``, ``describe``, ``other`` outside flows); ``expect`` holds only what the file names."""

    line: int
    id: str
    person: str
    opening: str
    expect: Mapping[str, str]
    facts: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


def read(file: Path) -> tuple[Row, ...]:
    """Every row. Raises Failure that names the file and the line of each bad one."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{file}:1: {error}", "Name a file of JSON lines.") from error
    found, problems = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found.append(row(json.loads(line), number))
            except ValueError as error:
                problems.append(f"{file}:{number}: {error}")
    problems += [f"{file}:{again.line}: the id {again.id} is taken" for again in repeated(found)]
    if not problems and not found:
        problems.append(f"{file}:1: no rows")
    if problems:
        raise Failure("\n".join(problems), 'A row: {"id", "person", "opening", "expect": {"outcome"}}')
    return tuple(found)


def row(data: Any, line: int) -> Row:
    """Raises Wrong."""
    if not isinstance(data, dict):
        raise Wrong("not an object")
    expect = texts(data, "expect")
    if expect.get("outcome") not in OUTCOMES:
        raise Wrong(f"expect.outcome is none of {', '.join(OUTCOMES)}")
    unknown = sorted(set(expect) - set(EXPECTED))
    if unknown:
        raise Wrong(f"expect.{unknown[0]} is none of {', '.join(EXPECTED)}")
    id, person, opening = (word(data, key) for key in ("id", "person", "opening"))
    return Row(line, id, person, opening, expect, texts(data, "facts"), texts(data, "answers"))


def word(data: Mapping[str, Any], key: str) -> str:
    """A text that is there. Raises Wrong."""
    value = data.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f"{key} is no text")
    return value


def texts(data: Mapping[str, Any], key: str) -> dict[str, str]:
    """An object of texts (numbers count); empty when it is not there. Raises Wrong."""
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise Wrong(f"{key} is no object")
    return {name: word(value, name) for name in value}


def repeated(rows: list[Row]) -> Iterator[Row]:
    """Rows whose id an earlier row has."""
    seen: set[str] = set()
    for one in rows:
        if one.id in seen:
            yield one
        seen.add(one.id)
