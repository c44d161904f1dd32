"""Whether the catalogue names flows, outcomes and facts that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from authored import Document, Invalid, Problem, read

Flows = Mapping[str, Mapping[str, Any]]


def flows_beside(folder: Path) -> Flows | None:
    """The flow files of the sibling folder ``flows`` as they are written, by name; None where there are
    none. A broken one is left to its own check, and what names it passes."""
    found = (_data(path) for path in sorted((folder.parent / "flows").glob("*.yml")))
    return {str(data["flow"]): data for data in found if "flow" in data} or None


def catalogue_problems(document: Document, flows: Flows) -> Iterator[Problem]:
    for key, row in document.data["catalogue"].items():
        at = ("catalogue", key)
        flow = flows.get(row["flow"])
        if flow is None:
            yield document.problem((*at, "flow"), f"'{row['flow']}' is no flow", "use a name in data/flows")
            continue
        outcome = (flow.get("outcomes") or {}).get(row["outcome"])
        if not outcome or outcome.get("kind") != "request":
            yield document.problem((*at, "outcome"),
                                   f"'{row['outcome']}' is no request of flow '{row['flow']}'",
                                   "name one of its outcomes of the kind 'request'")  # fmt: skip
        yield from _facts(document, key, row, flow)


def _facts(
    document: Document, key: str, row: Mapping[str, Any], flow: Mapping[str, Any]
) -> Iterator[Problem]:
    known = flow.get("facts") or {}
    for place, fact in _named(row):
        if fact not in known:
            yield document.problem(("catalogue", key, *place), f"'{fact}' is no fact of flow '{row['flow']}'",
                                   "use one of: " + ", ".join(sorted(known)))  # fmt: skip


def _named(row: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where an entry names a fact, and which."""
    yield from (((part, fact), fact) for part in ("when", "mentions") for fact in row.get(part, {}))
    for name, answer in row.get("variables", {}).items():
        if "fact" in answer:
            yield ("variables", name, "fact"), answer["fact"]


def _data(path: Path) -> dict[str, Any]:
    try:
        data = read(path).data
    except Invalid:
        return {}
    return data if isinstance(data, dict) else {}
