"""Checked documents -> the values of standards.model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from authored import Document
from standards.catalogue import anything_else, orderable
from standards.coverage import AlwaysOpen, Shift, WeeklyHours
from standards.history import history
from standards.model import Calendar, Choice, Intent, Queue, Rule, Standards, TakenBack, Timers, Tips, Topic
from standards.priority import Raise
from standards.stock import stock

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def build(documents: Mapping[str, Document]) -> Standards:
    """The standards that the documents say; they must have passed every check."""
    data = {name: document.data for name, document in documents.items()}
    return Standards(
        topics=tuple(_topic(name, row) for name, row in data["topics"]["topics"].items()),
        queues=tuple(_queue(name, row) for name, row in data["queues"]["queues"].items()),
        escalation=tuple(_rule(row) for row in data["escalation"]["escalation"]),
        matrix=matrix(data["priority"]["matrix"]),
        raises=tuple(_raise(row) for row in data["priority"].get("raises", ())),
        lowers=tuple(_raise(row) for row in data["priority"].get("lowers", ())),
        calendars={name: calendar(row) for name, row in data["coverage"]["calendars"].items()},
        default_queue=data["queues"]["default"],
        timers=Timers(**data["timers"]["timers"]),
        words=dict(data["wording"]["words"]),
        surveys={name: _survey(rows) for name, rows in data["wording"]["surveys"].items()},
        intents={name: Intent(name, **row) for name, row in data["intents"]["intents"].items()},
        taken_back=_taken_back(data["consent"]["taken_back"]) if "consent" in data else TakenBack(),
        tips=Tips(**data["tips"]) if "tips" in data else Tips(),
        catalogue=tuple(orderable(key, row) for key, row in _entries(data.get("catalogue"))),
        anything_else=anything_else(data.get("catalogue")),
        history=history(data.get("history")),
        stock=stock(data.get("stock")),
    )


def _entries(catalogue: Mapping[str, Any] | None) -> Iterable[tuple[str, Any]]:
    return catalogue["catalogue"].items() if catalogue else ()


def matrix(rows: Mapping[str, Mapping[str, int]]) -> dict[tuple[int, int], int]:
    """``{"impact_1": {"urgency_1": 1, ...}}`` as (impact, urgency) -> priority."""
    return {
        (int(impact[-1]), int(urgency[-1])): priority
        for impact, row in rows.items()
        for urgency, priority in row.items()
    }


def calendar(row: Mapping[str, Any]) -> Calendar:
    if row["hours"] == "always":
        return AlwaysOpen()
    return WeeklyHours(
        zone=ZoneInfo(row["time_zone"]),
        week=tuple(tuple(shift(text) for text in row["hours"].get(day, ())) for day in DAYS),
        holidays=frozenset(date.fromisoformat(day) for day in row.get("holidays", {})),
    )


def shift(text: str) -> Shift:
    """``07:00-12:30``; an end of 24:00 is midnight. Raises ValueError for a time that does not exist."""
    start, end = text.split("-")
    return Shift(time.fromisoformat(start), time.fromisoformat("00:00" if end == "24:00" else end))


def _topic(name: str, row: Mapping[str, Any]) -> Topic:
    return Topic(
        name=name,
        title=row["title"],
        intents=tuple(row["intents"]),
        category=row["category"],
        subcategory=row.get("subcategory", ""),
        queue=row["queue"],
        skill=row["skill"],
        articles=tuple(row.get("articles", ())),
        impact_default=row["impact"],
        urgency_default=row["urgency"],
    )


def _queue(name: str, row: Mapping[str, Any]) -> Queue:
    return Queue(name, row["title"], row["group"], tuple(row["skills"]), row["calendar"])


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=row["id"],
        trigger=row["trigger"],
        reason=row["reason"],
        topic=row.get("topic", ""),
        queue=row.get("queue", ""),
        priority=row["priority"],
        after_s=row.get("after_s", 0),
        next=row.get("next", ""),
    )


def _raise(row: Mapping[str, Any]) -> Raise:
    return Raise(row["fact"], tuple(row["is"]), row.get("impact", 3), row.get("urgency", 3))


def _taken_back(row: Mapping[str, list[str]]) -> TakenBack:
    return TakenBack(**{name: tuple(phrases) for name, phrases in row.items()})


def _survey(rows: list[Mapping[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(row["id"], row["title"]) for row in rows)
