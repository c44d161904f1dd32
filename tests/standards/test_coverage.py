from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standards.coverage import AlwaysOpen, Shift, WeeklyHours

ROME = ZoneInfo("Europe/Rome")
OFFICE = (Shift(time(7), time(12, 30)), Shift(time(13, 30), time(19)))
MILAN = WeeklyHours(ROME, (OFFICE,) * 5 + ((), ()), frozenset({date(2026, 12, 25)}))


def rome(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=ROME)


def test_a_lunch_gap_says_when_the_desk_is_back():
    status = MILAN.status(rome(2026, 11, 23, 12, 45))
    assert (status.open, status.opens_at) == (False, rome(2026, 11, 23, 13, 30))


def test_an_open_desk_says_until_when():
    status = MILAN.status(rome(2026, 11, 23, 8, 0))
    assert (status.open, status.until) == (True, rome(2026, 11, 23, 12, 30))


def test_the_end_of_a_shift_is_closed_and_its_beginning_open():
    assert not MILAN.status(rome(2026, 11, 23, 12, 30)).open
    assert MILAN.status(rome(2026, 11, 23, 13, 30)).open


def test_a_friday_evening_waits_for_monday():
    assert MILAN.status(rome(2026, 11, 27, 20, 0)).opens_at == rome(2026, 11, 30, 7, 0)


def test_a_holiday_is_closed_all_day():
    assert MILAN.status(rome(2026, 12, 24, 19, 0)).opens_at == rome(2026, 12, 28, 7, 0)
    assert not MILAN.status(rome(2026, 12, 25, 10, 0)).open


@pytest.mark.parametrize(("day", "utc_hour"), [
    (date(2026, 3, 27), 6), (date(2026, 3, 30), 5),    # the last Sunday of March: clocks go forward
    (date(2026, 10, 23), 5), (date(2026, 10, 26), 6),  # the last Sunday of October: back
])
def test_the_desk_opens_at_seven_on_the_wall_clock_before_and_after_a_clock_change(day, utc_hour):
    midnight = datetime.combine(day, time(0), ROME)
    assert MILAN.status(midnight).opens_at == datetime.combine(day, time(utc_hour), UTC)


def test_a_night_shift_runs_into_the_next_day():
    night = WeeklyHours(ROME, ((Shift(time(22), time(6)),),) * 7)
    status = night.status(rome(2026, 11, 24, 2, 0))
    assert (status.open, status.until) == (True, rome(2026, 11, 24, 6, 0))


def test_shifts_that_touch_are_one_open_time():
    two = WeeklyHours(ROME, ((Shift(time(8), time(12)), Shift(time(12), time(0))),) + ((),) * 6)
    assert two.status(rome(2026, 11, 23, 9, 0)).until == rome(2026, 11, 24, 0, 0)


def test_the_hour_that_a_clock_change_repeats_is_open_twice():
    sunday = WeeklyHours(ROME, ((),) * 6 + ((Shift(time(2), time(3)),),))
    start = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert sunday.status(start).until == start + timedelta(hours=2)


def test_the_hour_that_a_clock_change_skips_does_not_happen():
    sunday = WeeklyHours(ROME, ((),) * 6 + ((Shift(time(2, 10), time(2, 50)),),))
    assert sunday.status(datetime(2026, 3, 28, 20, 0, tzinfo=UTC)).opens_at == rome(2026, 4, 5, 2, 10)


def test_a_desk_that_never_opens_says_so():
    status = WeeklyHours(ROME, ((),) * 7).status(rome(2026, 11, 23, 8, 0))
    assert (status.open, status.until, status.opens_at) == (False, None, None)


def test_around_the_clock_is_open_without_an_end():
    assert AlwaysOpen().status(rome(2026, 12, 25, 3, 0)).until is None


def test_a_time_without_a_zone_is_refused():
    for calendar in (MILAN, AlwaysOpen()):
        with pytest.raises(ValueError, match="without a zone"):
            calendar.status(datetime(2026, 11, 23))


ZONES = st.sampled_from([ZoneInfo(name) for name in
                         ("Europe/Rome", "Asia/Manila", "America/Chicago", "Australia/Lord_Howe", "UTC")])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
DAYS = st.lists(st.builds(Shift, TIMES, TIMES), max_size=3).map(tuple)
CALENDARS = st.builds(WeeklyHours, ZONES, st.lists(DAYS, min_size=7, max_size=7).map(tuple),
                      st.frozensets(st.dates(date(2026, 1, 1), date(2028, 1, 1)), max_size=5))


@given(CALENDARS, MOMENTS)
def test_what_a_calendar_promises_comes_true(calendar, now):
    status = calendar.status(now)
    just = timedelta(microseconds=1)
    if status.until:
        assert status.open
        assert calendar.status(status.until - just).open
        assert not calendar.status(status.until).open or status.until - now > timedelta(days=1)
    if status.opens_at:
        assert not status.open
        assert status.opens_at > now
        assert calendar.status(status.opens_at).open
        assert not calendar.status(status.opens_at - just).open


@given(CALENDARS, MOMENTS, st.floats(0, 1))
def test_nothing_opens_or_closes_before_the_promised_time(calendar, now, part):
    status = calendar.status(now)
    end = status.until if status.open else status.opens_at
    if end:
        between = now + (end - now) * part * 0.999
        assert calendar.status(between).open == status.open
