"""Rows as the Table API shows them: values, display values or both, with or without links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sandbox import glide, records, select
from sandbox.schema import TABLES, Field, Table
from sandbox.store import Row, Store

Mode = Literal["false", "true", "all"]
JOURNAL_LABELS = {"comments": "Additional comments", "work_notes": "Work notes"}


@dataclass(frozen=True)
class View:
    """How to show rows. ``fields`` empty means all; ``base`` starts the links."""

    base: str
    mode: Mode = "false"
    links: bool = True
    fields: tuple[str, ...] = ()
    time_zone: str = "UTC"


def record(store: Store, table: Table, row: Row, view: View) -> dict[str, Any]:
    names = view.fields or tuple(table.fields)
    return {name: shown for name in names if (shown := _walk(store, table, row, name, view)) is not None}


def _walk(store: Store, table: Table, row: Row | None, path: str, view: View) -> Any:
    """The value at the end of ``caller_id.location.name``; "" for an empty step, None for no such field."""
    head, _, rest = path.partition(".")
    field = table.fields.get(head)
    if field is None:
        return None
    if not rest:
        return _cell(store, table, field, row, view)
    target = TABLES.get(field.table)
    if target is None or select.field_of(target, rest) is None:
        return None
    value = row[head] if row else ""
    return _walk(store, target, store.get(target, value) if value else None, rest, view)


def _cell(store: Store, table: Table, field: Field, row: Row | None, view: View) -> Any:
    value = row[field.name] if row else ""
    if view.mode == "false":
        return _value(field, value, view)
    display = _display(store, table, field, row, view)
    linked = field.kind == "reference" and value and view.links
    link = {"link": _link(field, value, view)} if linked else {}
    if view.mode == "all":
        return {"display_value": display, "value": _hidden(field, value), **link}
    return {"display_value": display, **link} if link else display


def _value(field: Field, value: str, view: View) -> Any:
    if field.kind == "reference" and value and view.links:
        return {"link": _link(field, value, view), "value": value}
    return _hidden(field, value)


def _hidden(field: Field, value: str) -> str:
    """Journals show nothing as a value, and a password nothing at all."""
    return "" if field.kind in ("journal", "password") else value


def _link(field: Field, value: str, view: View) -> str:
    return f"{view.base}/table/{field.table}/{value}"


def _display(store: Store, table: Table, field: Field, row: Row | None, view: View) -> str:
    if row is None:
        return ""
    value = row[field.name]
    match field.kind:
        case "reference":
            return reference(store, field, value)
        case "choice":
            return records.label(store, table, field.name, value) or value
        case "datetime":
            return glide.shown(value, view.time_zone)
        case "journal":
            return journal(store, row["sys_id"], field.name, view.time_zone)
        case "password":
            return "********" if value else ""
    return value


def reference(store: Store, field: Field, value: str) -> str:
    """What the row pointed at is called; "" when it is not there."""
    target = TABLES.get(field.table)
    row = store.get(target, value) if target and value else None
    return row[target.display] if target and row else ""


def journal(store: Store, sys_id: str, element: str, time_zone: str) -> str:
    """Blocks of ``2026-11-02 08:38:49 - Ada Conti (Work notes)`` and the text, newest first."""
    return "".join(
        f"{glide.shown(entry['sys_created_on'], time_zone)} - {writer(store, entry)}"
        f" ({JOURNAL_LABELS[entry['element']]})\n{entry['value']}\n\n"
        for entry in records.journal(store, sys_id, element)
    )


def writer(store: Store, entry: Row) -> str:
    found = store.one("SELECT name FROM sys_user WHERE user_name = ?", [entry["sys_created_by"]])
    return found["name"] if found else entry["sys_created_by"]
