"""data/flows -> Flows: read every file, check its shape and then its meaning, build."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from authored import Document, Governed, Invalid, Problem, read, shape
from authored.places import shown
from flows.approval import governed, unapproved
from flows.build import flow_of
from flows.checker import flow_problems
from flows.common import common_problems
from flows.known import known_beside
from flows.model import Flow
from flows.names import name_problems

COMMON = "common.yml"


def load(folder: Path) -> dict[str, Flow]:
    """The flows of a folder by name, approved or not. Raises Invalid with every problem found."""
    return _built(folder, *_read_all(folder))


def load_approved(folder: Path) -> dict[str, Flow]:
    """What may be said to people: as ``load``, and a text that nobody approved is a problem too, in a
    flow as well as in common.yml."""
    documents, common = _read_all(folder)
    flows = _built(folder, documents, common)
    if problems := unapproved(_governed(folder, documents, common)):
        raise Invalid(problems)
    return flows


def check(folder: Path) -> tuple[Problem, ...]:
    """Every problem in a folder; none means that ``load`` works."""
    return _problems_of(load, folder)


def check_approved(folder: Path) -> tuple[Problem, ...]:
    """As ``check``; once a folder has no other problems, the texts that wait for an approval."""
    return _problems_of(load_approved, folder)


def texts(folder: Path) -> tuple[Governed, ...]:
    """Every text of a folder that needs an approval, common.yml last. Raises Invalid as ``load`` does."""
    documents, common = _read_all(folder)
    _built(folder, documents, common)
    return _governed(folder, documents, common)


def _problems_of(loading: Callable[[Path], object], folder: Path) -> tuple[Problem, ...]:
    try:
        loading(folder)
    except Invalid as invalid:
        return invalid.problems
    return ()


def _governed(folder: Path, documents: list[Document], common: Document) -> tuple[Governed, ...]:
    every = (*documents, common)
    return tuple(governed(document, folder / PurePath(document.file).name) for document in every)


def _built(folder: Path, documents: list[Document], common: Document) -> dict[str, Flow]:
    names = tuple(document.data["flow"] for document in documents)
    flows = {
        document.data["flow"]: flow_of(document, common.data, tuple(n for n in names if n != name))
        for name, document in zip(names, documents, strict=True)
    }
    known, avoid = known_beside(folder), tuple(common.data["avoid"])
    problems = [*common_problems(common, known)]
    for document in documents:
        problems += flow_problems(flows[document.data["flow"]], known, avoid)
    if problems:
        raise Invalid(problems)
    return flows


def _read_all(folder: Path) -> tuple[list[Document], Document]:
    """Every document with the right shape, and common.yml. Raises Invalid."""
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    paths = {folder / COMMON, *folder.glob("*.yml"), *folder.glob("*.yaml")}
    for path in sorted(paths):
        try:
            document = read(path, shown_as=shown(path))
            problems.extend(shape(document, _schema("common" if path.name == COMMON else "flow")))
            documents[path.name] = document
        except Invalid as invalid:
            problems.extend(invalid.problems)
    if problems:
        raise Invalid(problems)
    common = documents.pop(COMMON)
    if found := [p for name, document in documents.items() for p in name_problems(name, document, common)]:
        raise Invalid(found)
    return list(documents.values()), common


@cache
def _schema(name: str) -> Any:
    return json.loads((Path(__file__).parent / f"{name}.schema.json").read_text(encoding="utf-8"))
