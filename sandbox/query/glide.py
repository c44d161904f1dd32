"""The ``javascript:`` values a query may hold, computed, never evaluated; how times are written."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.query import spans

FORMAT = "%Y-%m-%d %H:%M:%S"
_CALL = re.compile(r"(?:javascript:)?\s*gs\.(\w+)\(([^()]*)\)\s*;?")
_AGO = re.compile(r"(minutes|hours|days|weeks|months|quarters|years)Ago(Start|End)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def stamp(moment: datetime) -> str:
    """UTC, to the second: how a date and time is stored."""
    return moment.astimezone(timezone.utc).strftime(FORMAT)


def parsed(value: str) -> datetime | None:
    """The stored time; a date alone is its midnight. None for anything else."""
    try:
        return datetime.strptime(value if len(value) > 10 else f"{value} 00:00:00", FORMAT).replace(
            tzinfo=timezone.utc
        )
    except ValueError:
        return None


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=16384)
def shown(value: str, time_zone: str) -> str:
    """The stored time as somebody in ``time_zone`` sees it. Remembered: lists show the same times often."""
    moment = parsed(value) if len(value) == 19 else None
    return moment.astimezone(zone(time_zone)).strftime(FORMAT) if moment else value


def entered(value: str, time_zone: str) -> str:
    """What somebody in ``time_zone`` typed, as it is stored."""
    moment = parsed(value) if len(value) == 19 else None
    return stamp(moment.replace(tzinfo=zone(time_zone))) if moment else value


def duration(seconds: float) -> str:
    """A length of time as it is stored: so long after 1970 began."""
    whole = max(0, int(seconds))
    try:
        return stamp(datetime.fromtimestamp(whole, timezone.utc))
    except (OverflowError, ValueError):
        return ""


def seconds(value: str) -> float:
    """The length of a stored duration."""
    moment = parsed(value)
    return (moment - _EPOCH).total_seconds() if moment else 0.0


def spoken(value: str) -> str:
    """``1970-01-02 03:04:00`` as ``1 Day 3 Hours 4 Minutes``."""
    total = int(seconds(value))
    if not value:
        return ""
    counts = {"Day": total // 86400, "Hour": total // 3600 % 24, "Minute": total // 60 % 60}
    if total < 60:
        counts = {"Second": total}
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for unit, n in counts.items() if n) or "0 Seconds"


def computed(
    script: str, *, now: datetime, user_id: str, user_name: str, time_zone: str = "UTC"
) -> str | None:
    """The value of ``javascript:gs.daysAgo(7)`` and its like; None for any script not on the list."""
    found = _CALL.fullmatch(script.strip())
    if found is None:
        return None
    name = found.group(1)
    arguments = [part.strip().strip("'\"") for part in found.group(2).split(",")]
    local = now.astimezone(zone(time_zone))
    match name:
        case "getUserID":
            return user_id
        case "getUserName":
            return user_name
        case "now":
            return local.strftime("%Y-%m-%d")
        case "nowDateTime":
            return stamp(now)
        case "dateGenerate" if len(arguments) == 2:
            return _generated(arguments[0], arguments[1], time_zone)
    moment = _ago(name, arguments[0], local) or spans.edge(name, local)
    return stamp(moment) if moment else None


def relative(value: str, *, now: datetime) -> datetime | None:
    """``@hour@ago@1``: an hour before ``now``; None when it says nothing known."""
    parts = value.strip("@").split("@")
    if len(parts) != 3 or not parts[2].isdecimal() or parts[1] not in ("ago", "ahead"):
        return None
    return spans.moved(now, parts[0], int(parts[2]) if parts[1] == "ahead" else -int(parts[2]))


def _generated(day: str, clock: str, time_zone: str) -> str | None:
    edges = {"start": "00:00:00", "end": "23:59:59"}
    text = f"{day} {edges.get(clock, clock)}"
    return entered(text, time_zone) if parsed(text) else None


def _ago(name: str, argument: str, local: datetime) -> datetime | None:
    found = _AGO.fullmatch(name)
    if found is None or not re.fullmatch(r"-?\d{0,9}", argument):
        return None
    unit = found.group(1)[:-1]
    moment = spans.moved(local, unit, -int(argument or 0))
    if moment is None or found.group(2) is None:
        return moment
    # daysAgoStart and all that are longer begin with a day, hoursAgoStart with an hour.
    edge = unit if unit in ("minute", "hour", "month", "quarter", "year") else "day"
    return spans.start(moment, edge) if found.group(2) == "Start" else spans.end(moment, edge)
