"""Days, weeks, months and quarters: where they begin and end, and moving by them. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

# The condition builder writes a number of days as "dayofweek".
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "dayofweek": 86400, "week": 604800}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_EDGE = re.compile(r"(beginning|end)Of(\w+)")
_NAMED = {
    "Today": ("day", 0), "Yesterday": ("day", -1), "Tomorrow": ("day", 1),
    "CurrentHour": ("hour", 0), "CurrentMinute": ("minute", 0),
}  # fmt: skip
_SHIFTS = {"This": 0, "Current": 0, "Last": -1, "Next": 1}


def moved(moment: datetime, unit: str, count: int) -> datetime | None:
    """None for a moment that no calendar has, or a unit that is none."""
    try:
        if unit in _SECONDS:
            return moment + timedelta(seconds=_SECONDS[unit] * count)
        return _months(moment, _MONTHS[unit] * count)
    except (OverflowError, ValueError, KeyError):
        return None


def start(moment: datetime, unit: str) -> datetime:
    """The first second of the day, week (Monday), month ... that holds the moment."""
    if unit == "minute":
        return moment.replace(second=0, microsecond=0)
    if unit == "hour":
        return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
        case "year":
            return day.replace(day=1, month=1)
    return day


def end(moment: datetime, unit: str) -> datetime:
    """The last second of it."""
    following = moved(start(moment, unit), unit, 1)
    return (following or moment) - timedelta(seconds=1)


def edge(name: str, now: datetime) -> datetime | None:
    """``beginningOfThisWeek``, ``endOfLast30Days`` and so on; None for an unknown name."""
    found = _EDGE.fullmatch(name)
    span = _span(found.group(2), now) if found else None
    if found is None or span is None:
        return None
    return span[0] if found.group(1) == "beginning" else span[1]


def _span(name: str, now: datetime) -> tuple[datetime, datetime] | None:
    if name in _NAMED:
        unit, shift = _NAMED[name]
        return _shifted(now, unit, shift)
    if several := re.fullmatch(r"Last(\d{1,4})(Minute|Hour|Day|Week|Month|Quarter|Year)s", name):
        unit = several.group(2).lower()
        first = moved(now, unit, -int(several.group(1)))
        return (start(first, unit), now) if first else None
    one = re.fullmatch(r"(This|Current|Last|Next)(Minute|Hour|Day|Week|Month|Quarter|Year)", name)
    return _shifted(now, one.group(2).lower(), _SHIFTS[one.group(1)]) if one else None


def _shifted(now: datetime, unit: str, shift: int) -> tuple[datetime, datetime] | None:
    moment = moved(start(now, unit), unit, shift)
    return (start(moment, unit), end(moment, unit)) if moment else None


def _months(moment: datetime, count: int) -> datetime:
    """The same day so many months on, or that month's last."""
    place = moment.year * 12 + moment.month - 1 + count
    first = moment.replace(year=place // 12, month=place % 12 + 1, day=1)
    last = (_first_of_next(first) - timedelta(days=1)).day
    return first.replace(day=min(moment.day, last))


def _first_of_next(first: datetime) -> datetime:
    return (first + timedelta(days=32)).replace(day=1)
