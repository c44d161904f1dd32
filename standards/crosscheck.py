"""What no schema can see: names that refer to nothing, hours that overlap, a wording without its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import date
from itertools import pairwise
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from authored import Document, Problem
from standards.build import matrix, shift
from standards.categories import SUBCATEGORIES
from standards.coverage import Shift
from standards.history import check as check_history
from standards.stock import check as check_stock
from standards.wording import FIELDS

Documents = Mapping[str, Document]


def crosscheck(documents: Documents, *, articles: Set[str] | None) -> tuple[Problem, ...]:
    """Every problem between and inside documents that have the right shape. ``articles`` None: any."""
    found = (
        *_topics(documents, articles),
        *_meanings(documents),
        *_queues(documents),
        *_rules(documents),
        *_matrix(documents["priority"]),
        *_calendars(documents["coverage"]),
        *_wording(documents["wording"]),
        *_tips(documents),
        *check_history(documents.get("history")),
        *check_stock(documents.get("stock"), documents.get("catalogue")),
    )
    return tuple(sorted(found))


def _topics(documents: Documents, articles: Set[str] | None) -> Iterator[Problem]:
    document, queues = documents["topics"], documents["queues"].data["queues"]
    topics: Mapping[str, Any] = document.data["topics"]
    if "general" not in topics:
        yield document.problem(("topics",), "no topic 'general'",
                               "add it: problems that no other topic claims go there")
    owner: dict[str, str] = {}
    for name, topic in topics.items():
        at = ("topics", name)
        yield from _category(document, at, topic)
        yield from _known(document, (*at, "queue"), topic["queue"], queues, "queue", "queues.yml")
        skills = queues.get(topic["queue"], {}).get("skills", [topic["skill"]])
        yield from _known(document, (*at, "skill"), topic["skill"], skills, "skill of its queue",
                          "queues.yml")
        for index, intent in enumerate(topic["intents"]):
            if owner.setdefault(intent, name) != name:
                yield document.problem((*at, "intents", index),
                                       f"intent '{intent}' is also in topic '{owner[intent]}'",
                                       "leave it in one topic")
        for index, article in enumerate(topic.get("articles", ()) if articles is not None else ()):
            yield from _known(document, (*at, "articles", index), article, articles or (), "article",
                              "data/articles")


def _meanings(documents: Documents) -> Iterator[Problem]:
    """Every intent of a topic says what it means, and no two buttons say the same."""
    document, known = documents["topics"], documents["intents"].data["intents"]
    for name, topic in document.data["topics"].items():
        for index, intent in enumerate(topic["intents"]):
            at = ("topics", name, "intents", index)
            yield from _known(document, at, intent, known, "intent", "intents.yml")
    titles: dict[str, str] = {}
    for intent, row in known.items():
        if titles.setdefault(row["title"].casefold(), intent) != intent:
            yield documents["intents"].problem(("intents", intent, "title"),
                                               f"the title is that of '{titles[row['title'].casefold()]}'",
                                               "say what is different about this one")


def _category(document: Document, at: tuple[str, ...], topic: Mapping[str, Any]) -> Iterator[Problem]:
    known = SUBCATEGORIES.get(topic["category"])
    if known is None:
        yield document.problem((*at, "category"), f"'{topic['category']}' is no ServiceNow category",
                               "use one of: " + ", ".join(SUBCATEGORIES))
    elif topic.get("subcategory") and topic["subcategory"] not in known:
        yield document.problem((*at, "subcategory"),
                               f"'{topic['subcategory']}' is no subcategory of '{topic['category']}'",
                               "use one of: " + ", ".join(known))


def _queues(documents: Documents) -> Iterator[Problem]:
    document, calendars = documents["queues"], documents["coverage"].data["calendars"]
    queues = document.data["queues"]
    yield from _known(document, ("default",), document.data["default"], queues, "queue", "this file")
    for name, queue in queues.items():
        yield from _known(document, ("queues", name, "calendar"), queue["calendar"], calendars, "calendar",
                          "coverage.yml")


def _rules(documents: Documents) -> Iterator[Problem]:
    document = documents["escalation"]
    rules = document.data["escalation"]
    ids = [rule["id"] for rule in rules]
    for index, rule in enumerate(rules):
        at = ("escalation", index)
        if rule["id"] in ids[:index]:
            yield document.problem((*at, "id"), f"rule id '{rule['id']}' is used twice",
                                   "give it an id of its own")
        if rule.get("queue"):
            yield from _known(document, (*at, "queue"), rule["queue"], documents["queues"].data["queues"],
                              "queue", "queues.yml")
        if rule.get("topic"):
            yield from _known(document, (*at, "topic"), rule["topic"], documents["topics"].data["topics"],
                              "topic", "topics.yml")
        if rule.get("next"):
            yield from _known(document, (*at, "next"), rule["next"], ids, "rule", "this file")
        if bool(rule.get("next")) != bool(rule.get("after_s")):
            yield document.problem(at, "'after_s' and 'next' belong together", "give both, or neither")


def _matrix(document: Document) -> Iterator[Problem]:
    table = matrix(document.data["matrix"])
    for impact, urgency in sorted(table):
        lesser = (min(impact + 1, 3), urgency), (impact, min(urgency + 1, 3))
        if any(table[cell] < table[impact, urgency] for cell in lesser):
            yield document.problem(("matrix", f"impact_{impact}", f"urgency_{urgency}"),
                                   f"impact {impact}, urgency {urgency} comes after a lesser case",
                                   "priorities must not get smaller to the right or downwards")


def _calendars(document: Document) -> Iterator[Problem]:
    for name, calendar in document.data["calendars"].items():
        at = ("calendars", name)
        yield from _zone(document, (*at, "time_zone"), calendar["time_zone"])
        yield from _holidays(document, (*at, "holidays"), calendar.get("holidays", {}))
        if isinstance(calendar["hours"], dict):
            for day, shifts in calendar["hours"].items():
                yield from _shifts(document, (*at, "hours", day), shifts)


def _zone(document: Document, at: tuple[str, ...], zone: str) -> Iterator[Problem]:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, "Europe"
        yield document.problem(at, f"'{zone}' is no time zone", "use a name such as Europe/Rome")


def _holidays(document: Document, at: tuple[str, ...], days: Mapping[str, str]) -> Iterator[Problem]:
    for day in days:
        try:
            date.fromisoformat(day)
        except ValueError:
            yield document.problem((*at, day), f"'{day}' is no date", "write year-month-day: 2026-12-25")


def _shifts(document: Document, at: tuple[str, ...], texts: list[str]) -> Iterator[Problem]:
    shifts: list[Shift] = []
    for index, text in enumerate(texts):
        try:
            shifts.append(shift(text))
        except ValueError:
            yield document.problem((*at, index), f"'{text}' is no span of time", "write 07:00-12:30")
    for before, after in pairwise(shifts):
        if before.end <= before.start or after.start < before.end:
            yield document.problem(at, "the hours overlap or are out of order",
                                   "list them from morning to night, without overlap")


def _tips(documents: Documents) -> Iterator[Problem]:
    document, topics = documents.get("tips"), documents["topics"].data["topics"]
    if document is None:
        return
    for name in document.data["tips"]:
        yield from _known(document, ("tips", name), name, topics, "topic", "topics.yml")


def _wording(document: Document) -> Iterator[Problem]:
    words = document.data["words"]
    for key in FIELDS:
        if key not in words:
            yield document.problem(("words",), f"no wording '{key}'", f"add '{key}:' with what the desk says")
    for key, text in words.items():
        yield from _text(document, ("words", key), text, FIELDS.get(key))


def _text(
    document: Document, at: tuple[str, ...], text: str, allowed: Set[str] | None
) -> Iterator[Problem]:
    if allowed is None:
        yield document.problem(at, f"'{at[-1]}' is a wording that nobody says", "remove it, or mend its name")
        return
    try:
        used = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except ValueError as error:
        yield document.problem(at, f"braces do not match: {error}", "write {name} around a field's name")
        return
    for field in sorted(used - allowed):
        yield document.problem(at, f"{{{field}}} is not known here",
                               "fields here: " + (", ".join(sorted(allowed)) or "none"))


def _known(
    document: Document, at: tuple[str | int, ...], name: str, known: Any, kind: str, place: str
) -> Iterator[Problem]:
    if name not in known:
        yield document.problem(at, f"'{name}' is no {kind}", f"add it to {place}, or use one of: "
                               + ", ".join(sorted(known)[:12]))
