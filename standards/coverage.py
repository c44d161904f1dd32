"""When the desk is open: weekly hours with gaps, in a time zone, without the holidays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from standards.model import Calendar, Status

Interval = tuple[datetime, datetime]
"""From, to (not included), both aware and in UTC."""

_LOOK_AHEAD = 400  # days: past a whole year of holidays nobody waits for an opening time


@dataclass(frozen=True)
class Shift:
    """Local wall-clock hours of one day. ``end`` at or before ``start`` is on the next day."""

    start: time
    end: time


@dataclass(frozen=True)
class AlwaysOpen:
    def status(self, now: datetime) -> Status:
        _aware(now)
        return Status(open=True)


@dataclass(frozen=True)
class WeeklyHours:
    """``week`` holds the shifts of Monday to Sunday. A holiday takes away the shifts that begin on it."""

    zone: ZoneInfo
    week: tuple[tuple[Shift, ...], ...]
    holidays: frozenset[date] = field(default_factory=frozenset)

    def status(self, now: datetime) -> Status:
        """Open or closed at ``now``, and until when; see standards.model.Calendar."""
        _aware(now)
        for start, end in self._open_times(now):
            if start <= now < end:
                return Status(open=True, until=end)
            if now < start:
                return Status(open=False, opens_at=start)
        return Status(open=False)

    def _open_times(self, now: datetime) -> Iterator[Interval]:
        """Open times from the day before ``now`` on; times that touch are one."""
        joined: Interval | None = None
        for start, end in self._shifts(now.astimezone(self.zone).date() - timedelta(days=1)):
            if joined and start <= joined[1]:
                joined = joined[0], max(joined[1], end)
                continue
            if joined:
                yield joined
            joined = start, end
        if joined:
            yield joined

    def _shifts(self, first: date) -> Iterator[Interval]:
        for ahead in range(_LOOK_AHEAD):
            day = first + timedelta(days=ahead)
            if day not in self.holidays:
                yield from sorted(self._on(day))

    def _on(self, day: date) -> Iterator[Interval]:
        """The shifts that begin on a local day. In the hour that a clock change repeats, a shift begins
        at the first and ends at the second; in the hour it skips, a shift inside it does not happen."""
        for shift in self.week[day.weekday()]:
            last = day + timedelta(days=1) if shift.end <= shift.start else day
            start = datetime.combine(day, shift.start, self.zone).astimezone(UTC)
            end = datetime.combine(last, shift.end.replace(fold=1), self.zone).astimezone(UTC)
            if start < end:
                yield start, end


def next_times(calendar: Calendar, wanted: datetime, count: int = 3) -> tuple[datetime, ...]:
    """The next beginnings of open times from ``wanted`` on (in UTC), the moment itself when it is open."""
    found: list[datetime] = []
    moment: datetime | None = wanted
    while moment and len(found) < count:
        status = calendar.status(moment)
        if status.open:
            found.append(moment)
            moment = status.until
        else:
            moment = status.opens_at
    return tuple(found)


def after(calendar: Calendar, start: datetime, span: timedelta) -> datetime:
    """The moment (in UTC) when ``span`` of open time has passed since ``start``; a desk that never opens
    again is given the span by the clock on the wall."""
    moment = start.astimezone(UTC)
    while True:
        status = calendar.status(moment)
        if status.opens_at:
            moment = status.opens_at
        elif not status.open or status.until is None or moment + span <= status.until:
            return moment + span
        else:
            span -= status.until - moment
            moment = status.until


def _aware(now: datetime) -> None:
    if now.tzinfo is None:
        raise ValueError("a time without a zone says nothing about opening hours")
