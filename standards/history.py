"""What is made of earlier tickets, of others' and of known errors: data/standards/history.yml. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from authored import Document, Problem
from standards.categories import SUBCATEGORIES


@dataclass(frozen=True)
class History:
    """The ``again_count``-th ticket of one category in ``again_days`` is one too many; in the categories of
    ``again_alike`` only tickets that are alike count. ``alike`` and ``known_error`` are cosines, 0 to 1, from
    which two texts are about the same. ``wait_s`` is how long a person is kept waiting for it, in seconds."""

    again_count: int = 3
    again_days: int = 30
    again_alike: frozenset[str] = frozenset({"inquiry"})
    alike: float = 0.60
    others_days: int = 7
    known_error: float = 0.55
    wait_s: float = 2.0


def history(document: Mapping[str, Any] | None) -> History:
    """The values of history.yml; the usual ones for a release that was made without it."""
    if document is None:
        return History()
    return History(**{**document["history"], "again_alike": frozenset(document["history"]["again_alike"])})


def check(document: Document | None) -> Iterator[Problem]:
    """Categories that ServiceNow does not have."""
    named = document.data["history"]["again_alike"] if document else ()
    for index, name in enumerate(named):
        if document and name not in SUBCATEGORIES:
            yield document.problem(("history", "again_alike", index),
                                   f"'{name}' is no ServiceNow category",
                                   "use one of: " + ", ".join(SUBCATEGORIES))
