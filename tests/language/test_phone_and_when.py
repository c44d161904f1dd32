"""Telephone numbers and moments in people's words."""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from language.phone import phone_in
from language.when import when_in

ROME, MANILA, NEW_YORK = ZoneInfo("Europe/Rome"), ZoneInfo("Asia/Manila"), ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
"""Ten in Rome."""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+39 02 1234 5678", "+390212345678"),
        ("my number is 0039-02-12345678, thanks", "+390212345678"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("(02) 1234 5678", "0212345678"),
        ("ext. 4321", "4321"),
        ("4321", "4321"),
        ("call me on 555", "555"),
        ("tomorrow at 3 on +1 212 555 0100", "+12125550100"),
    ],
)
def test_a_number_is_found_however_it_is_written(text, number):
    assert phone_in(text)[0] == number


@pytest.mark.parametrize(
    "text",
    ["my phone", "2026-11-25", "25.11.2026", "20261125", "tomorrow at 3", "at 1530", "15:30", "00000000",
     "+0123456789", "12", "", "+1234567890123456789", "1" * 10_000, "+39 02 1234567 " * 1000],
)  # fmt: skip
def test_words_dates_and_nonsense_are_no_number(text):
    assert phone_in(text)[0] == ""


def test_the_other_words_are_kept_for_the_time():
    assert phone_in("tomorrow at 3 on +39 02 1234567")[1] == "tomorrow at 3 on"


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("tomorrow at 3", "2026-11-24 15:00"),
        ("in an hour", "2026-11-23 11:00"),
        ("in 90 minutes please", "2026-11-23 11:30"),
        ("in half an hour", "2026-11-23 10:30"),
        ("in two days at 11", "2026-11-25 11:00"),
        ("monday morning", "2026-11-30 09:00"),
        ("Friday afternoon", "2026-11-27 14:00"),
        ("wednesday at 4", "2026-11-25 16:00"),
        ("half past 2", "2026-11-23 14:30"),
        ("quarter to 12", "2026-11-23 11:45"),
        ("at 9", "2026-11-24 09:00"),
        ("8:15 am tomorrow", "2026-11-24 08:15"),
        ("3pm", "2026-11-23 15:00"),
        ("on 2 January at 10", "2027-01-02 10:00"),
        ("November 27th, 16:45", "2026-11-27 16:45"),
        ("27/11 at noon", "2026-11-27 12:00"),
        ("2026-12-01 09:30", "2026-12-01 09:30"),
        ("day after tomorrow", "2026-11-25 09:00"),
        ("as soon as possible", "2026-11-23 10:00"),
        ("today at 8:00", "2026-11-23 08:00"),
    ],
)
def test_a_moment_is_meant_in_the_persons_own_zone(text, there):
    found = when_in(text, MONDAY, ROME)
    assert found is not None
    assert f"{found.astimezone(ROME):%Y-%m-%d %H:%M}" == there


@pytest.mark.parametrize(
    "text", ["soonish", "yesterday at 3", "31/02", "25:00", "the printer", "", "at 3 " * 500]
)
def test_words_that_name_no_moment_give_none(text):
    assert when_in(text, MONDAY, ROME) is None


def test_the_same_words_are_another_moment_elsewhere():
    assert when_in("tomorrow at 3", MONDAY, MANILA) == datetime(2026, 11, 24, 7, tzinfo=timezone.utc)
    assert when_in("tomorrow at 3", MONDAY, NEW_YORK) == datetime(2026, 11, 24, 20, tzinfo=timezone.utc)


def test_a_clock_change_in_between_keeps_the_time_on_the_wall_and_the_length_of_an_hour():
    saturday = datetime(2027, 3, 27, 9, 0, tzinfo=timezone.utc)
    assert when_in("tomorrow at 3 pm", saturday, ROME) == datetime(2027, 3, 28, 13, tzinfo=timezone.utc)
    before_the_gap = datetime(2027, 3, 28, 0, 30, tzinfo=timezone.utc)
    assert when_in("in an hour", before_the_gap, ROME) == datetime(2027, 3, 28, 1, 30, tzinfo=timezone.utc)
    skipped = when_in("2027-03-28 02:30", saturday, ROME)
    assert f"{skipped.astimezone(ROME):%H:%M}" == "03:30"
