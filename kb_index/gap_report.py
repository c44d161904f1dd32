"""Logged questions, a line each -> gaps, each beside the article that comes closest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import numpy as np

from kb_index.encoding import Encoder, Progress, encoded
from kb_index.gaps import Gap, Logged, Nearest, distinct, gaps
from kb_index.knowledge_base import Found, KnowledgeBase
from kb_index.problem import Invalid, Problem

_SHAPE = 'write {"question", "reason", "article"?, "at"?}, one object a line'
NEAREST_FOR = 200  # gaps; nobody reads further


def logged(lines: Iterable[str], source: str = "stdin") -> list[Logged]:
    """Raises Invalid, naming every line that is not what it should be."""
    found, wrong = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(_logged(json.loads(line)))
        except ValueError as error:
            wrong.append(Problem(source, number, str(error), _SHAPE))
    if wrong:
        raise Invalid(wrong)
    return [one for one in found if any(character.isalnum() for character in one.question)]


def _logged(row: Any) -> Logged:
    if not isinstance(row, Mapping):
        raise ValueError("not an object")
    for key in ("question", "reason"):
        if not isinstance(row.get(key), str):
            raise ValueError(f"no '{key}'")
    return Logged(row["question"], row["reason"], str(row.get("article") or ""), str(row.get("at") or ""))


def report(
    asked: Sequence[Logged], encoder: Encoder, base: KnowledgeBase | None, today: date, progress: Progress
) -> list[Gap]:
    """All gaps, the most asked first. ``base`` is None where nothing is built: then none has a nearest."""
    groups = distinct(asked)
    texts = [group[0].question for group in groups]
    vectors = encoded(encoder, texts, "questions", progress)
    found = gaps(groups, np.asarray(vectors))
    shown = [gap for gap, _ in found]
    for row, (gap, typical) in enumerate(found[:NEAREST_FOR] if base else []):
        shown[row] = replace(gap, nearest=_nearest(base, texts[typical], today))
        progress("nearest articles", row + 1, min(len(found), NEAREST_FOR))
    return shown


def _nearest(base: KnowledgeBase | None, question: str, today: date) -> Nearest | None:
    """What any author may read: the audience does not hide an article from whom mends it."""
    answer = base.ask(question, audiences=base.audiences, today=today) if base else None
    passages = () if answer is None else (answer.best,) if isinstance(answer, Found) else answer.nearest
    return Nearest(passages[0].article, passages[0].title, passages[0].score) if passages else None


def to_json(asked: Sequence[Logged], found: Sequence[Gap]) -> dict[str, Any]:
    return {"questions": len(asked), "gaps": [asdict(gap) for gap in found]}
