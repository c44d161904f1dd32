"""Flows and articles as they are written: one that lacks something is read too, to be told of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from authored import Invalid, fingerprint, read
from desk.coverage.guidance import Guidance
from flows.load import COMMON
from kb_index import library
from kb_index.article import Article, State

_STANDING = {State.DRAFT: "a draft", State.IN_REVIEW: "waits for its review", State.RETIRED: "retired"}
_UNAPPROVED, _CHANGED = "approved by nobody", "changed since it was approved"


def guidance(data: Path) -> tuple[Guidance, ...]:
    """Everything in ``data/flows`` and ``data/articles``, in the order of the files' names."""
    flows = {*(data / "flows").glob("*.yml"), *(data / "flows").glob("*.yaml")} - {data / "flows" / COMMON}
    articles = (data / "articles").rglob("*.md")
    return (*map(_flow, sorted(flows)), *map(_article, sorted(articles)))


def _flow(path: Path) -> Guidance:
    try:
        said = read(path).data
    except Invalid as invalid:
        return Guidance("flow", path.stem, unreadable=invalid.problems[0].message)
    if not isinstance(said, dict):
        return Guidance("flow", path.stem, unreadable="no 'key: value' lines")
    return Guidance(
        "flow", path.stem, topic=_text(said, "topic"), owner=_text(said, "owner"),
        review=_day(_text(said, "review")), standing=_of_flow(said), requests=_requests(said),
    )  # fmt: skip


def _text(said: Mapping[str, Any], key: str) -> str:
    return str(said.get(key) or "").strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _of_flow(said: Mapping[str, Any]) -> str:
    approval = said.get("approval")
    if not isinstance(approval, dict) or not approval.get("hash"):
        return _UNAPPROVED
    return "" if approval["hash"] == fingerprint(said) else _CHANGED


def _requests(said: Mapping[str, Any]) -> bool:
    outcomes = said.get("outcomes")
    ends = outcomes.values() if isinstance(outcomes, dict) else ()
    return any(isinstance(end, dict) and end.get("kind") == "request" for end in ends)


def _article(path: Path) -> Guidance:
    article, problems = library.one(path)
    if article is None:
        return Guidance("article", path.stem, unreadable=problems[0].message)
    return Guidance(
        "article", article.id, topic=article.topic, owner=article.owner, review=article.review_date,
        valid_until=article.valid_until, standing=_of_article(article),
        retired=article.state is State.RETIRED, title=article.title, text=article.body,
    )  # fmt: skip


def _of_article(article: Article) -> str:
    if article.state is not State.APPROVED:
        return _STANDING[article.state]
    if article.approval is None:
        return _UNAPPROVED
    return _CHANGED if article.changed_since_approval() else ""
