"""Measure the entities on annotated lines: ``python -m bot evaluate-entities --test FILE``.

An entity is right when kind and value are, and it stands where the annotation stands (the spans overlap).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.evaluate import BadRows
from language.lexicon import Lexicon


@dataclass(frozen=True)
class Annotated:
    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    text: str
    entities: tuple[Annotated, ...]


def main(options: argparse.Namespace) -> int:
    lexicon = Lexicon.load(Path(options.lexicon))
    found = measured(lines(options.test), lexicon)
    print(json.dumps(found) if options.json else table(found))
    return 0


def lines(path: Path) -> list[Line]:
    """Rows ``{"text", "entities": [{"start","end","entity","value"}]}``. Raises BadRows."""
    try:
        rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
        return [Line(row["text"], tuple(map(_annotated, row["entities"]))) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRows(f"{path}: not lines of text and entities: {error}") from error


def _annotated(row: dict[str, object]) -> Annotated:
    return Annotated(str(row["entity"]), str(row["value"]), int(str(row["start"])), int(str(row["end"])))


def measured(rows: Iterable[Line], lexicon: Lexicon) -> dict[str, object]:
    """``f1``, ``precision``, ``recall`` over all entities, and ``kinds``: the F1 of each kind."""
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for row in rows:
        found = [Annotated(e.kind, e.value, e.start, e.end) for e in lexicon.entities(row.text)]
        wanted.update(each.kind for each in row.entities)
        said.update(each.kind for each in found)
        right.update(each.kind for each in row.entities if any(same(each, other) for other in found))
    said = Counter({kind: count for kind, count in said.items() if kind in wanted})
    kinds = {kind: f1(right[kind], said[kind], wanted[kind]) for kind in sorted(wanted | said)}
    hits, given, asked = right.total(), said.total(), wanted.total()
    return {
        "f1": f1(hits, given, asked), "precision": round(hits / max(given, 1), 4),
        "recall": round(hits / max(asked, 1), 4), "kinds": kinds,
    }


def same(one: Annotated, other: Annotated) -> bool:
    overlap = one.start < other.end and other.start < one.end
    return overlap and (one.kind, one.value.casefold()) == (other.kind, other.value.casefold())


def f1(right: int, said: int, wanted: int) -> float:
    return round(2 * right / (said + wanted), 4) if said + wanted else 1.0


def table(found: dict[str, object]) -> str:
    rows = {**{key: value for key, value in found.items() if key != "kinds"}, **dict(found["kinds"])}  # type: ignore[call-overload]
    return "\n".join(f"{name:>18}  {value}" for name, value in rows.items())
