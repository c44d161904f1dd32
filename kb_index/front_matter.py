"""The YAML block on top of an article, with the line of every key, so that an error can point at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kb_index.problem import Problem

FENCE = "---"
MAX_CHARACTERS = 20_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads ten times as fast


class Unreadable(ValueError):
    """The block is no front matter; ``line`` is where it stops making sense."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.remedy = remedy

    def problem(self, file: str) -> Problem:
        return Problem(file, self.line, self.message, self.remedy)


@dataclass(frozen=True)
class FrontMatter:
    """``values`` as YAML reads them, the line of each key in the file, the Markdown below, its first line."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int

    def line_of(self, key: str) -> int:
        return self.lines.get(key, 1)


def split(text: str) -> FrontMatter:
    """Front matter and body. Raises Unreadable."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        raise Unreadable(1, "no front matter", "begin the file with a line '---'")
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        raise Unreadable(1, "the front matter is not closed", "end it with a line '---'")
    values, keys = _read("\n".join(lines[1:end]))
    return FrontMatter(values, keys, "\n".join(lines[end + 1 :]), end + 2)


def _read(block: str) -> tuple[dict[str, Any], dict[str, int]]:
    if len(block) > MAX_CHARACTERS:
        raise Unreadable(2, f"front matter of {len(block)} characters", "move text into the body")
    try:
        _refuse_aliases(block)
        node = yaml.compose(block, Loader=_LOADER)
        values = yaml.load(block, Loader=_LOADER)  # noqa: S506 - a safe one
    except RecursionError as error:
        raise Unreadable(2, "values nested too deep", "write one 'key: value' a line") from error
    except Unreadable:
        raise
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(block, error) from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-02-31
        raise Unreadable(2, f"not YAML: {error}", "mend the value that the message names") from error
    if not isinstance(node, yaml.MappingNode) or not isinstance(values, dict):
        raise Unreadable(2, "the front matter is not a list of 'key: value' lines", "write one key a line")
    return values, _lines(node)


def _not_yaml(block: str, error: yaml.MarkedYAMLError) -> Unreadable:
    """The slow reader says more exactly than libyaml where it is stuck."""
    try:
        yaml.compose(block, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as exact:
        error = exact
    except RecursionError:  # a thousand brackets: what libyaml said is exact enough
        pass
    line = error.problem_mark.line + 2 if error.problem_mark else 2
    return Unreadable(line, f"not YAML: {error.problem}", "put text with ':' or '#' in quotes")


def _refuse_aliases(block: str) -> None:
    """Aliases can make a page of YAML grow to gigabytes, and no article needs one."""
    for event in yaml.parse(block, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 2 if event.start_mark else 2
            raise Unreadable(line, "a YAML alias (*)", "write the value out")


def _lines(node: yaml.MappingNode) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 2
        if key.value in found:
            raise Unreadable(line, f"'{key.value}' stands here twice", "keep one of the two")
        found[key.value] = line
        if isinstance(value, yaml.MappingNode):
            found.update((f"{key.value}.{k.value}", k.start_mark.line + 2) for k, _ in value.value)
    return found
