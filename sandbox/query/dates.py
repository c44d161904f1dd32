"""Terms about time: relative to now, by a part of the date, by the distance of two fields."""

from __future__ import annotations

import re

from sandbox.query import glide, spans
from sandbox.query.grammar import Term
from sandbox.query.reader import Reader, Sql
from sandbox.query.walk import Tables, column, field_of
from sandbox.tables.fields import Field, Table

_SIGNS = {"RELATIVEGT": ">", "RELATIVEGE": ">=", "RELATIVELT": "<", "RELATIVELE": "<="}
_PART = re.compile(r"gs\.datePart\(\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]\s*\)")
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_FORMATS = {"dayofweek": "%w", "month": "%m", "year": "%Y", "hour": "%H", "dayofmonth": "%d", "week": "%W"}
_COMPARISONS = {"EE": "=", "NE": "<>", "GT": ">", "GE": ">=", "LT": "<", "LE": "<="}
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000,
          "quarter": 7776000, "year": 31536000}  # fmt: skip


def is_part(script: str) -> bool:
    return "gs.datePart(" in script


def condition(
    tables: Tables, table: Table, field: Field, term: Term, reader: Reader, alias: str
) -> Sql | None:
    col = column(tables, table, term.field, alias)
    match term.operator:
        case "DATEPART":
            return _dated(col, term.value)
        case "MORETHAN" | "LESSTHAN":
            return _distant(tables, table, term, col, alias)
        case "RELATIVEEE" | "RELATIVENE":
            return _same(col, term, reader)
    moment = glide.relative(term.value, now=reader.now)
    if moment is None:
        return None
    return f"({col} <> '' AND {col} {_SIGNS[term.operator]} ?)", [glide.stamp(moment)]


def _same(col: str, term: Term, reader: Reader) -> Sql | None:
    """On the very day, hour, week ... so far from now."""
    moment = glide.relative(term.value, now=reader.now.astimezone(glide.zone(reader.time_zone)))
    if moment is None:
        return None
    unit = term.value.strip("@").split("@")[0]
    ends = [glide.stamp(spans.start(moment, unit)), glide.stamp(spans.end(moment, unit))]
    negated = "NOT " if term.operator == "RELATIVENE" else ""
    return f"({col} <> '' AND {col} {negated}BETWEEN ? AND ?)", ends


def _dated(col: str, value: str) -> Sql | None:
    """``Monday@javascript:gs.datePart('dayofweek','monday','EE')``: the weekday, month, hour ... is that."""
    found = _PART.search(value)
    if found is None:
        return None
    part, wanted, comparison = found.group(1).lower(), found.group(2).lower(), found.group(3)
    count = _count(part, wanted)
    if count is None or comparison not in _COMPARISONS:
        return None
    if part == "quarter":
        sql = f"(CAST(strftime('%m', {col}) AS INTEGER) + 2) / 3"
    else:
        sql = f"CAST(strftime('{_FORMATS[part]}', {col}) AS INTEGER)"
    return f"({col} <> '' AND {sql} {_COMPARISONS[comparison]} {count})", []


def _count(part: str, wanted: str) -> int | None:
    if part == "dayofweek":
        return _DAYS.index(wanted) if wanted in _DAYS else None
    if part == "month" and wanted in _MONTHS:
        return _MONTHS.index(wanted) + 1
    if part not in (*_FORMATS, "quarter"):
        return None
    digits = re.sub(r"\D", "", wanted)[:4]
    return int(digits) if digits else None


def _distant(tables: Tables, table: Table, term: Term, col: str, alias: str) -> Sql | None:
    """``MORETHANopened_at@hour@after@3``: more than three hours after the other field."""
    parts = term.value.split("@")
    if len(parts) != 4 or parts[1] not in _UNITS or parts[2] not in ("before", "after"):
        return None
    if not parts[3].isdecimal() or field_of(tables, table, parts[0]) is None:
        return None
    other = column(tables, table, parts[0], alias)
    first, last = (col, other) if parts[2] == "after" else (other, col)
    gap = f"(strftime('%s', {first}) - strftime('%s', {last}))"
    limit = min(int(parts[3]), 10**9) * _UNITS[parts[1]]
    bounds = f"{gap} > {limit}" if term.operator == "MORETHAN" else f"{gap} BETWEEN 0 AND {limit}"
    return f"({col} <> '' AND {other} <> '' AND {bounds})", []
