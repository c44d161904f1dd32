"""The few ``javascript:`` values a query may hold, computed, never evaluated; how times are written."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FORMAT = "%Y-%m-%d %H:%M:%S"
_CALL = re.compile(r"(?:javascript:)?\s*gs\.(\w+)\(\s*'?(-?\d*)'?\s*\)\s*;?")
_UNIT = re.compile(r"(minutes|hours|days|weeks|months|years)Ago(Start|End)?")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000}


def stamp(moment: datetime) -> str:
    """UTC, to the second: how a date and time is stored."""
    return moment.astimezone(timezone.utc).strftime(FORMAT)


def shown(value: str, time_zone: str) -> str:
    """The stored time as somebody in ``time_zone`` sees it."""
    try:
        moment = datetime.strptime(value, FORMAT).replace(tzinfo=timezone.utc)
        return moment.astimezone(ZoneInfo(time_zone or "UTC")).strftime(FORMAT)
    except (ValueError, ZoneInfoNotFoundError):
        return value


def computed(script: str, *, now: datetime, user_id: str, user_name: str) -> str | None:
    """The value of ``javascript:gs.daysAgo(7)`` and its like; None for any script not on the list."""
    found = _CALL.fullmatch(script.strip())
    if found is None:
        return None
    name, count = found.group(1), int(found.group(2) or 0)
    fixed = {
        "getUserID": user_id,
        "getUserName": user_name,
        "now": stamp(now)[:10],
        "nowDateTime": stamp(now),
    }
    if name in fixed:
        return fixed[name]
    return _ago(name, count, now) or _edge(name, now)


def relative(value: str, *, now: datetime) -> str | None:
    """``@hour@ago@1``: an hour before ``now``; None when it says nothing known."""
    parts = value.strip("@").split("@")
    if len(parts) != 3 or parts[0] not in _SECONDS or not parts[2].isdigit():
        return None
    count = int(parts[2])
    moment = _moved(now, parts[0], count if parts[1] == "ahead" else -count)
    return stamp(moment) if moment else None


def _ago(name: str, count: int, now: datetime) -> str | None:
    found = _UNIT.fullmatch(name)
    if found is None:
        return None
    moment = _moved(now, found.group(1)[:-1], -count)
    if moment is None:
        return None
    if found.group(2) is None:
        return stamp(moment)
    return stamp(_start(moment) if found.group(2) == "Start" else _start(moment) + timedelta(seconds=86399))


def _moved(now: datetime, unit: str, count: int) -> datetime | None:
    """None for a moment that no calendar has."""
    try:
        return now + timedelta(seconds=_SECONDS[unit] * count)
    except OverflowError:
        return None


def _edge(name: str, now: datetime) -> str | None:
    found = re.fullmatch(r"(beginning|end)Of(Today|Yesterday|Tomorrow|ThisWeek|ThisMonth)", name)
    if found is None:
        return None
    today = _start(now)
    month = today.replace(day=1)
    spans = {
        "Today": (today, 1),
        "Yesterday": (today - timedelta(days=1), 1),
        "Tomorrow": (today + timedelta(days=1), 1),
        "ThisWeek": (today - timedelta(days=today.weekday()), 7),
        "ThisMonth": (month, ((month + timedelta(days=32)).replace(day=1) - month).days),
    }
    start, days = spans[found.group(2)]
    return stamp(start if found.group(1) == "beginning" else start + timedelta(seconds=86400 * days - 1))


def _start(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
