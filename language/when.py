"""A moment in somebody's words ("tomorrow at 3", "in an hour", "monday morning"), in their own zone."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Optional
from zoneinfo import ZoneInfo

MOST_TEXT = 300
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_PARTS = {
    "morning": time(9), "noon": time(12), "midday": time(12), "lunchtime": time(12),
    "afternoon": time(14), "evening": time(17), "tonight": time(19),
}  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "half an": 0.5, "a couple of": 2, "a few": 3,
}  # fmt: skip
_UNITS = {"min": 1, "hour": 60, "hr": 60, "day": 1440, "week": 10080}
_WORDED = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_IN = re.compile(rf"\b(?:in|after) (?:about )?(\d{{1,3}}|{_WORDED}) ?(min|hour|hr|day|week)")
_NOW = re.compile(
    r"\b(?:now|asap|as soon as possible|any ?time|whenever|immediately|straight ?away|right away)\b"
)
_NUMBER = rf"(\d{{1,2}}|{'|'.join(w for w in _NUMBERS if ' ' not in w and len(w) > 2)})"
_PAST = re.compile(rf"\b(half past|half|quarter past|quarter to) {_NUMBER}\b(?: ?([ap])\.?m)?")
_CLOCK = re.compile(r"(?<![\d.:/-])(\d{1,2})[:.h](\d{2})(?![\d.:])(?: ?([ap])\.?m\b)?")
_HOUR = re.compile(rf"(?:\bat |\baround |\babout |\bafter )?\b{_NUMBER} ?(?:([ap])\.?m\b|o'? ?clock)")
_AT = re.compile(rf"\b(?:at|around|about|after) {_NUMBER}\b(?! ?(?:min|hour|hr|day|week))|^{_NUMBER}$")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_SLASH = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))\b|\b(\d{1,2})/(\d{1,2})\b")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b")
_MONTH_DAY = re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)")


def when_in(text: str, now: datetime, zone: ZoneInfo) -> Optional[datetime]:
    """The moment meant, aware and in UTC; None for words that name none. It may lie in the past.

    An hour from 1 to 6 without am or pm is meant in the afternoon; a day alone means nine in its morning;
    a time alone that is over today means tomorrow. Dates with slashes or dots are read day first. A time
    that a clock change skips is moved on by the hour that was skipped.
    """
    words = " ".join(text.lower().split())
    if len(words) > MOST_TEXT or "yesterday" in words:
        return None
    if waits := _IN.search(words):
        return _later(waits, words, now, zone)
    here = now.astimezone(zone)
    try:
        day, rest = _day_in(words, here.date())
        clock = _time_in(rest)
    except ValueError:
        return None
    if day is None and clock is None:
        return now if _NOW.search(words) else None
    if day == here.date() and clock is None:
        return now
    moment = _at(day or here.date(), clock or time(9), zone)
    return moment if day or moment > now else _at(here.date() + timedelta(days=1), clock or time(9), zone)


def _later(waits: re.Match[str], words: str, now: datetime, zone: ZoneInfo) -> Optional[datetime]:
    """Minutes and hours are counted in real time; days keep the time on the wall, or the one named."""
    many = float(_NUMBERS.get(waits[1], 0) or waits[1])
    minutes = many * _UNITS[waits[2]]
    if _UNITS[waits[2]] < 1440:
        return (now + timedelta(minutes=minutes)).astimezone(timezone.utc)
    here = now.astimezone(zone)
    try:
        clock = _time_in(words.replace(waits[0], " "))
    except ValueError:
        return None
    return _at(here.date() + timedelta(minutes=minutes), clock or here.time(), zone)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(timezone.utc)


def _day_in(words: str, today: date) -> tuple[Optional[date], str]:
    """The day that is named and the words without it. Raises ValueError for a date that does not exist."""
    for pattern, read in ((_ISO, _iso), (_SLASH, _slash), (_DAY_MONTH, _day_month), (_MONTH_DAY, _month_day)):
        if found := pattern.search(words):
            return read(found, today), words.replace(found[0], " ")
    if "day after tomorrow" in words:
        return today + timedelta(days=2), words
    if re.search(r"\b(?:tomorrow|tmrw|tomorow|tommorow)\b", words):
        return today + timedelta(days=1), words
    for number, name in enumerate(_DAYS):
        if re.search(rf"\b{name[:3]}(?:{name[3:]}|s|rs|urs|nes)?\b", words):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1), words
    return (today if re.search(r"\b(?:today|tonight|this)\b", words) else None), words


def _iso(found: re.Match[str], _: date) -> date:
    return date(int(found[1]), int(found[2]), int(found[3]))


def _slash(found: re.Match[str], today: date) -> date:
    day, month = int(found[1] or found[4]), int(found[2] or found[5])
    if not found[3]:
        return _coming(day, month, today)
    return date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), month, day)


def _day_month(found: re.Match[str], today: date) -> date:
    return _coming(int(found[1]), _MONTHS.index(found[2][:3]) + 1, today)


def _month_day(found: re.Match[str], today: date) -> date:
    return _coming(int(found[2]), _MONTHS.index(found[1][:3]) + 1, today)


def _coming(day: int, month: int, today: date) -> date:
    """This year's, or next year's when it is over."""
    meant = date(today.year, month, day)
    return meant if meant >= today else date(today.year + 1, month, day)


def _time_in(words: str) -> Optional[time]:
    """The time on the wall. Raises ValueError for one that does not exist."""
    if found := _PAST.search(words):
        hour = _hour(found[2], found[3], words)
        return {"h": time(hour, 30), "p": time(hour, 15), "t": time((hour - 1) % 24, 45)}[_kind(found[1])]
    if found := _CLOCK.search(words):
        return time(_hour(found[1], found[3], words, exact=len(found[1]) == 2), int(found[2]))
    if found := _HOUR.search(words):
        return time(_hour(found[1], found[2], words))
    if found := _AT.search(words):
        return time(_hour(found[1] or found[2], None, words))
    return next((clock for name, clock in _PARTS.items() if re.search(rf"\b{name}\b", words)), None)


def _kind(words: str) -> str:
    return "h" if words.startswith("half") else "t" if words.endswith("to") else "p"


def _hour(written: str, half: Optional[str], words: str, *, exact: bool = False) -> int:
    hour = int(_NUMBERS.get(written, 0) or written)
    if half:
        return hour % 12 + (12 if half == "p" else 0)
    late = re.search(r"\b(?:afternoon|evening|tonight)\b", words)
    early = "morning" in words or exact
    return hour + 12 if (late and hour < 12) or (1 <= hour <= 6 and not early) else hour
