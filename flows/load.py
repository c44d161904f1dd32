"""data/flows -> Flows: read every file, check its shape and then its meaning, build."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from authored import Document, Invalid, Problem, read, shape
from flows.build import flow_of
from flows.checker import flow_problems
from flows.common import common_problems
from flows.known import known_beside
from flows.model import Flow
from flows.names import name_problems

COMMON = "common.yml"


def load(folder: Path) -> dict[str, Flow]:
    """The flows of a folder by name. Raises Invalid with every problem found."""
    documents, common = _read_all(folder)
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


def check(folder: Path) -> tuple[Problem, ...]:
    """Every problem in a folder; none means that ``load`` works."""
    try:
        load(folder)
    except Invalid as invalid:
        return invalid.problems
    return ()


def _read_all(folder: Path) -> tuple[list[Document], Document]:
    """Every document with the right shape, and common.yml. Raises Invalid."""
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    paths = {folder / COMMON, *folder.glob("*.yml"), *folder.glob("*.yaml")}
    for path in sorted(paths):
        try:
            document = read(path, shown_as=_shown(path))
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


def _shown(path: Path) -> str:
    """The path as an author types it, from the project's root where possible."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


@cache
def _schema(name: str) -> Any:
    return json.loads((Path(__file__).parent / f"{name}.schema.json").read_text(encoding="utf-8"))
