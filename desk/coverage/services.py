"""The services that are supported: each topic with its flows and articles. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date

from desk.coverage.guidance import Guidance
from desk.coverage.report import Covered, gaps_of
from standards.model import Topic


def services(topics: Sequence[Topic], guidance: Sequence[Guidance], today: date) -> tuple[Covered, ...]:
    """One row a topic, and a last one for what no topic leads to, where there is such a thing."""
    listed = frozenset(id_ for topic in topics for id_ in topic.articles)
    rows = tuple(_service(topic, guidance, listed, today) for topic in topics)
    placed = {(each.kind, each.name) for row in rows for each in row.guidance}
    left = tuple(each for each in guidance if (each.kind, each.name) not in placed and not each.retired)
    return (*rows, _left(left, today)) if left else rows


def _service(topic: Topic, guidance: Sequence[Guidance], listed: Set[str], today: date) -> Covered:
    found = tuple(each for each in guidance if _belongs(each, topic, listed))
    known = {each.name for each in found if each.kind == "article"}
    lost = (f"article {id_}: there is no such article" for id_ in topic.articles if id_ not in known)
    empty = () if found else ("no flow and no article",)
    return Covered(topic.name, topic.title, found, gaps=(*empty, *lost, *gaps_of(found, today)))


def _belongs(each: Guidance, topic: Topic, listed: Set[str]) -> bool:
    """An article that no topic lists is its author's topic's; retired, it is nobody's loss."""
    if each.kind == "flow":
        return each.name in topic.intents or each.topic == topic.name
    if each.name in listed:
        return each.name in topic.articles
    return each.topic == topic.name and not each.retired


def _left(left: tuple[Guidance, ...], today: date) -> Covered:
    lonely = tuple(f"{each.kind} {each.name}: belongs to no topic" for each in left)
    return Covered("", "(no topic)", left, gaps=(*lonely, *gaps_of(left, today)))
