"""An article, with what is wrong with its file, as text that is kept and read again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from kb_index.article import Approval, Article, State
from kb_index.problem import Problem

Found = tuple[Article | None, tuple[Problem, ...]]
_DATES, _TUPLES = ("review_date", "valid_until"), ("audience", "product", "asked_as")


def to_text(found: Found) -> str:
    article, problems = found
    wrong = [[p.line, p.message, p.remedy] for p in problems]
    return json.dumps([vars(article) if article else None, wrong], default=_plain, ensure_ascii=False)


def from_text(text: str, file: str) -> Found:
    """``file`` is only named in problems."""
    fields, wrong = json.loads(text)
    return (_article(fields) if fields else None), tuple(Problem(file, *one) for one in wrong)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, State) else [value.person, value.on, value.hash]


def _article(fields: dict[str, Any]) -> Article:
    for name in _DATES:
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    for name in _TUPLES:
        fields[name] = tuple(fields[name])
    if fields["approval"]:
        person, on, hash_ = fields["approval"]
        fields["approval"] = Approval(person, date.fromisoformat(on), hash_)
    return Article(**{**fields, "state": State(fields["state"])})
