"""One YAML file with the line of everything in it, and its check against a JSON Schema.

YAML 1.2 (ruamel): ``yes`` and ``no`` stay words, and a key written twice is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from authored.problems import Invalid, Problem

Where = Sequence[str | int]
ValidationError = Any  # jsonschema types its own errors' fields as maybe unset


class _DatesAreText(RoundTripConstructor):
    pass


_DatesAreText.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


@dataclass(frozen=True)
class Document:
    """``data`` is plain dicts, lists and scalars; a date is text, so that an impossible one has a line."""

    file: str
    data: Any
    marked: Any

    def line(self, *where: str | int) -> int:
        """The line of the key or item at this path, or of the nearest thing above it that exists."""
        node: Any = self.marked
        line = 1
        for key in where:
            try:
                line = (node.lc.key(key) if hasattr(node, "keys") else node.lc.item(key))[0] + 1
                node = node[key]
            except (AttributeError, KeyError, IndexError, TypeError):
                return line
        return line

    def problem(self, where: Where, message: str, remedy: str) -> Problem:
        return Problem(self.file, self.line(*where), message, remedy)


def read(path: Path, *, shown_as: str | None = None) -> Document:
    """Parse a file. Raises Invalid when it is missing, not UTF-8, or not YAML."""
    file = shown_as or path.name
    try:
        marked = _parser().load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Invalid([Problem(file, 1, "the file is missing", "add it, or copy the shipped one")]) from None
    except UnicodeDecodeError as error:
        raise Invalid([Problem(file, 1, "not UTF-8 text", "save the file as UTF-8")]) from error
    except YAMLError as error:
        raise Invalid([_unreadable(file, error)]) from error
    return Document(file, _plain(marked), marked)


def _parser() -> YAML:
    parser = YAML()
    parser.Constructor = _DatesAreText
    return parser


def shape(document: Document, schema: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Everything in the document that the JSON Schema does not allow."""
    errors = Draft202012Validator(schema).iter_errors(document.data)
    return tuple(sorted(problem for error in errors for problem in _problems(document, error)))


def _unreadable(file: str, error: YAMLError) -> Problem:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    what = error.problem if isinstance(error, MarkedYAMLError) else str(error)
    line = mark.line + 1 if mark else 1
    return Problem(file, line, f"not YAML: {what}", "look for a missing quote, a tab or a wrong indent")


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    return str(node) if isinstance(node, str) else node


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    where = tuple(error.absolute_path)
    match error.validator:
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            key = next(key for key in missing if f"'{key}'" in error.message)
            yield document.problem(where, f"no '{key}'{_of(where)}", f"add '{key}:'{_hint(error, key)}")
        case "additionalProperties":
            known = sorted(error.schema.get("properties", {}))
            for key in (key for key in error.instance if key not in known):
                yield document.problem((*where, key), f"'{key}' is no key here", _instead(key, known))
        case "enum":
            yield document.problem(where, f"'{error.instance}' is not allowed{_of(where)}",
                                   "use one of: " + ", ".join(map(str, error.validator_value)))
        case "type":
            yield document.problem(where, f"{_short(error.instance)} is not {_kind(error)}{_of(where)}",
                                   f"write {_kind(error)}")
        case _:
            yield document.problem(where, f"{error.message[:120]}{_of(where)}", _remedy(error))


def _of(where: Where) -> str:
    return f" (at {'.'.join(map(str, where))})" if where else ""


def _hint(error: ValidationError, key: str) -> str:
    about = error.schema.get("properties", {}).get(key, {}).get("description", "")
    return f" ({about})" if about else ""


def _instead(key: str, known: Sequence[str]) -> str:
    near = get_close_matches(key, known, n=1)
    return f"did you mean '{near[0]}'?" if near else "use one of: " + ", ".join(known)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _kind(error: ValidationError) -> str:
    kinds = {"object": "keys with values", "array": "a list", "string": "text", "integer": "a whole number",
             "number": "a number", "boolean": "true or false"}
    value = error.validator_value
    wanted = [value] if isinstance(value, str) else value
    return " or ".join(kinds.get(kind, str(kind)) for kind in wanted)


def _remedy(error: ValidationError) -> str:
    about = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    return f"expected: {about}" if about else "mend the value"
