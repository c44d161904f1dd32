"""Rows for measuring with lines that nobody trained on.

tests/held_out was written before any training line and any article. A line of an intent that does not exist
yet is a stranger and must be refused, and so must a question whose article does not exist yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from authored import nlu, read

ROOT = Path(__file__).resolve().parent.parent
HELD_OUT = ROOT / "tests" / "held_out"
STRANGER = "out_of_scope"  # data/ and held-out lines name it as an intent; `bot evaluate` calls it oos
REFUSED = "oos"


def labelled(pairs: Iterable[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Rows as `bot evaluate` reads them; annotations are taken off."""
    for text, intent in pairs:
        label = REFUSED if intent == STRANGER else intent
        yield {"text": nlu.ANNOTATED.sub(r"\1", text), "label": label}


def training_rows() -> list[dict[str, str]]:
    return list(labelled((one.text, one.intent) for one in examples()))


def asked_rows(known: frozenset[str]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The held-out lines of intents that exist (with those of none), and the lines of intents that do not
    exist yet, which must be refused."""
    asked = list(labelled((row["text"], row["label"]) for row in rows(HELD_OUT / "intents.jsonl")))
    ours = [row for row in asked if row["label"] in known]
    return ours, [{**row, "label": REFUSED} for row in asked if row["label"] not in known]


def questions(asked: Iterable[Mapping[str, str]], articles: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Rows as `kb_index evaluate` reads them."""
    for row in asked:
        yield {"text": row["text"], "relevant": [row["topic"]] if row["topic"] in articles else []}


def question_rows() -> list[dict[str, Any]]:
    return list(questions(rows(HELD_OUT / "questions.jsonl"), article_ids()))


def examples() -> Iterator[nlu.Example]:
    """Every training line of the shipped intents."""
    folder = ROOT / "data" / "nlu"
    return nlu.examples(read(path, shown_as=path.name) for path in sorted(folder.rglob("*.yml")))


def article_ids() -> frozenset[str]:
    """The shipped articles; a file is named as its article."""
    return frozenset(path.stem for path in (ROOT / "data" / "articles").rglob("*.md"))


def rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
