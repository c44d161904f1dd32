"""What is sent, as it is stored: texts cut off, references resolved, unknown fields left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.query import glide
from sandbox.records import labels
from sandbox.records.actor import Actor, closed_fields
from sandbox.store import Row, Store
from sandbox.tables.fields import Field, Table

_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no", "")
_CLOCK = re.compile(r"(?:(\d+)\s+)?(\d{1,3}):(\d{2}):(\d{2})")


@dataclass(frozen=True)
class Entry:
    """How a body is to be read. ``displayed``: values are as people see them. ``cut``: texts end there."""

    displayed: bool = False
    cut: int | None = None


def accepted(store: Store, table: Table, body: Mapping[str, Any], actor: Actor, entry: Entry) -> Row:
    """What of the body this table takes: unknown, system and closed fields are left out without a word."""
    closed = closed_fields(store, actor, "write", table)
    taken: Row = {}
    for name, value in body.items():
        field = table.fields.get(name)
        if field is None or name in closed or (name.startswith("sys_") and not _settable(name)):
            continue
        taken[name] = _stored(store, table, field, text_of(value), actor, entry)
    return taken


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return text_of(value.get("value", value.get("display_value", "")))
    if isinstance(value, list):
        return ",".join(text_of(each) for each in value)
    return "" if value is None else str(value).encode("utf-8", "replace").decode("utf-8")


def is_sys_id(text: str) -> bool:
    return len(text) == 32 and all(letter in "0123456789abcdef" for letter in text)


def _settable(name: str) -> bool:
    """Fields of the system that are a record's own business."""
    return name in ("sys_tags", "sys_domain") or name.startswith(
        ("sys_import", "sys_target", "sys_transform")
    )


def _stored(store: Store, table: Table, field: Field, value: str, actor: Actor, entry: Entry) -> str:
    match field.kind:
        case "boolean":
            return "true" if value.lower() in _TRUE else "false" if value.lower() in _FALSE else value
        case "reference":
            return _referred(store, field, value)
        case "list":
            return ",".join(_member(store, field, part.strip()) for part in value.split(",") if part.strip())
        case "password":
            return hashlib.sha256(value.encode()).hexdigest() if value else ""
        case "choice" | "intchoice":
            return _chosen(store, table, field, value)
        case "datetime" if entry.displayed:
            return glide.entered(value, actor.time_zone)
        case "duration":
            return _length(value)
        case "integer":
            return _whole(value)
    if entry.cut is not None and field.kind != "journal":
        value = value[: entry.cut]
    return value[: field.max_length]


def _referred(store: Store, field: Field, value: str) -> str:
    """The sys_id a reference holds: given as such, or by what the row shows (or its user name)."""
    target = store.tables.get(field.table)
    if not value or target is None or store.get(target, value):
        return value
    found = labels.referred(store, field, value)
    # An id that leads nowhere is kept, as the real one does; other words are no reference at all.
    return found or (value if is_sys_id(value) or value == "global" else "")


def _member(store: Store, field: Field, value: str) -> str:
    """Lists hold sys_ids, and e-mail addresses as they are."""
    return value if "@" in value else _referred(store, field, value) or value


def _chosen(store: Store, table: Table, field: Field, value: str) -> str:
    """A choice may be given by its label, too."""
    known = labels.labels(store, table, field.name)
    if not value or value in known:
        return value
    return labels.value_of(store, table, field.name, value) or value[: field.max_length]


def _whole(value: str) -> str:
    try:
        return str(int(float(value))) if value and "." in value and len(value) < 20 else value[:40]
    except (ValueError, OverflowError):
        return value[:40]


def _length(value: str) -> str:
    """``1970-01-01 02:00:00``, ``02:00:00``, ``3 02:00:00`` (days first) or a number of seconds."""
    if found := _CLOCK.fullmatch(value):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return glide.duration(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
    return (
        glide.duration(int(value)) if value.isascii() and value.isdigit() and len(value) < 12 else value[:40]
    )
