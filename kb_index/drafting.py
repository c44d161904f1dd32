"""The file of an article that came from elsewhere: a draft until somebody here read and approved it."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from kb_index.article import EVERYBODY, State
from kb_index.front_matter import FENCE

_STRING = "tag:yaml.org,2002:str"


@dataclass(frozen=True)
class Draft:
    """``notes`` stand as comments in the front matter: what the next reader must know."""

    id: str
    title: str
    body: str
    source: str
    review_date: date
    topic: str = "general"
    owner: str = "Service Desk"
    audience: tuple[str, ...] = (EVERYBODY,)
    state: State = State.IN_REVIEW
    valid_until: date | None = None
    asked_as: tuple[str, ...] = ()
    notes: Sequence[str] = ()
    product: tuple[str, ...] = ()
    link: str = ""
    version: str = "1.0"


def text_of(draft: Draft) -> str:
    """The whole file."""
    front: dict[str, Any] = {
        "id": draft.id, "title": draft.title, "topic": draft.topic, "audience": list(draft.audience),
        "owner": draft.owner, "version": draft.version, "state": draft.state.value,
        "review_date": draft.review_date, "source": draft.source,
    }  # fmt: skip
    if draft.valid_until:
        front["valid_until"] = draft.valid_until
    for key, value in (("product", draft.product), ("link", draft.link), ("asked_as", draft.asked_as)):
        if value:
            front[key] = value if isinstance(value, str) else list(value)
    comments = "".join(f"# {' '.join(note.split())}\n" for note in draft.notes)
    quoted = {key: _texts(value) for key, value in front.items()}
    return f"{FENCE}\n{_dumped(quoted)}{comments}{FENCE}\n{_body(draft.body)}"


def rewritten(text: str, *, title: str, body: str, state: State) -> str:
    """The file ``text`` with other words in it. What else its front matter says stays: audience, lines
    employees type, comments. The approval goes, as nobody here has read these words."""
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    end = next(n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE)
    front = _yaml().load("".join(lines[1:end]))
    front["title"], front["state"] = _text(title), state.value
    front.pop("approval", None)
    return f"{FENCE}\n{_dumped(front)}{FENCE}\n{_body(body)}"


def save(path: Path, text: str) -> None:
    """In one step: a reader sees the old file or the new one."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def _body(body: str) -> str:
    lines = (line.rstrip() for line in body.expandtabs(4).strip("\n").splitlines())
    return "\n".join(lines) + "\n"


def _texts(value: Any) -> Any:
    return [_text(one) for one in value] if isinstance(value, list) else _text(value)


def _text(value: Any) -> Any:
    """In quotes where front_matter.py, a reader of YAML 1.1, takes it for something else: "yes", "12:30"."""
    if not isinstance(value, str):
        return value
    resolver: Any = Resolver()
    plain = value.isprintable() and resolver.resolve(ScalarNode, value, (True, False)) == _STRING
    return value if plain else DoubleQuotedScalarString(value)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(front: Any) -> str:
    out = io.StringIO()
    _yaml().dump(front, out)
    return out.getvalue()
