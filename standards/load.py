"""data/standards -> Standards: read every file, check its shape, check what refers to what, build."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from authored import Document, Governed, Invalid, Problem, read, shape
from authored.places import shown
from standards.approvals import governed, unapproved
from standards.build import build
from standards.catalogue_check import catalogue_problems, flows_beside
from standards.crosscheck import crosscheck
from standards.model import Standards

OPTIONAL = frozenset({"tips", "consent", "catalogue", "history", "stock"})
"""A release made before these files existed goes on working without them."""
FILES = (
    "intents", "topics", "queues", "priority", "coverage", "escalation", "timers", "wording", "tips",
    "consent", "catalogue", "history", "stock",
)  # fmt: skip


def load(folder: Path) -> Standards:
    """The standards in a folder. Raises Invalid with every problem found."""
    documents = read_all(folder)
    problems = crosscheck(documents, articles=articles_beside(folder))
    if problems:
        raise Invalid(problems)
    return build(documents)


def load_approved(folder: Path) -> Standards:
    """What the desk may say and promise: as ``load``, and a file that nobody approved as it stands is a
    problem too."""
    loaded = load(folder)
    if problems := unapproved(texts(folder)):
        raise Invalid(problems)
    return loaded


def check(folder: Path) -> tuple[Problem, ...]:
    """Every problem in a folder, also between it and the flows beside it; none means that ``load`` works."""
    return _problems_of(load, folder) or _of_catalogue(folder)


def check_approved(folder: Path) -> tuple[Problem, ...]:
    """As ``check``; once a folder has no other problems, the files that wait for an approval."""
    return _problems_of(load_approved, folder) or _of_catalogue(folder)


def texts(folder: Path) -> tuple[Governed, ...]:
    """Every file of a folder as a text that needs an approval. Raises Invalid."""
    return governed(folder, tuple(read_all(folder).values()))


def _of_catalogue(folder: Path) -> tuple[Problem, ...]:
    """Only where files are checked: a release is made of flows and standards that fitted each other."""
    catalogue = read_all(folder).get("catalogue")
    beside = flows_beside(folder) if catalogue else None
    return tuple(sorted(catalogue_problems(catalogue, beside))) if catalogue and beside else ()


def _problems_of(loading: Callable[[Path], object], folder: Path) -> tuple[Problem, ...]:
    try:
        loading(folder)
    except Invalid as invalid:
        return invalid.problems
    return ()


def read_all(folder: Path) -> dict[str, Document]:
    """Each file, parsed and of the right shape. Raises Invalid."""
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for name in FILES:
        if name in OPTIONAL and not (folder / f"{name}.yml").exists():
            continue
        try:
            documents[name] = read(folder / f"{name}.yml", shown_as=shown(folder / f"{name}.yml"))
            problems.extend(shape(documents[name], _schema(name)))
        except Invalid as invalid:
            problems.extend(invalid.problems)
    if problems:
        raise Invalid(problems)
    return documents


def articles_beside(folder: Path) -> frozenset[str] | None:
    """Ids of the articles in the sibling folder ``articles``; None where there are none to check
    against, as in a release."""
    texts = (path.read_text(encoding="utf-8") for path in (folder.parent / "articles").glob("**/*.md"))
    found = (re.search(r"^id:\s*[\"']?([\w.-]+)", text, re.MULTILINE) for text in texts)
    return frozenset(match[1] for match in found if match) or None


@cache
def _schema(name: str) -> Any:
    path = Path(__file__).parent / "schemas" / f"{name}.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))
