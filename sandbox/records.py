"""Rows read and written by the server's rules: numbers, defaults, stamps, journals, cut-off texts."""

# ruff: noqa: S608  # names in SQL come from the schema; values are always bound

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox import glide, rules, select
from sandbox.errors import ApiError, no_record, operation_failed
from sandbox.query import Query
from sandbox.schema import TABLES, Field, Table
from sandbox.store import Row, Store

_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no", "")


@dataclass(frozen=True)
class Actor:
    """The account a request is made with, and the moment it is made."""

    row: Row
    now: datetime

    @property
    def reader(self) -> select.Reader:
        return select.Reader(self.row["sys_id"], self.row["user_name"], self.now)


@dataclass(frozen=True)
class Found:
    rows: list[Row]
    total: int


def table_named(name: str) -> Table:
    if name not in TABLES:
        raise ApiError(400, f"Invalid table {name}")
    return TABLES[name]


def search(
    store: Store, table: Table, query: Query, actor: Actor, *, limit: int, offset: int, hidden: frozenset[str]
) -> Found:
    """Rows of a query in its order. ``hidden`` rows are not there yet: a lagging replica."""
    strict = _property(store, "glide.invalid_query.returns_no_rows") == "true"
    condition, values = select.where(table, query, actor.reader, strict=strict)
    if hidden:
        condition = f"({condition}) AND sys_id NOT IN ({','.join('?' * len(hidden))})"
        values = [*values, *sorted(hidden)]
    source = f'FROM "{table.name}" WHERE {condition}'
    counted = store.one(f"SELECT count(*) AS n {source}", values)
    page = f"ORDER BY {select.order(table, query)} LIMIT ? OFFSET ?"
    rows = store.rows(f"SELECT * {source} {page}", [*values, limit, offset])
    return Found(rows, int(counted["n"]) if counted else 0)


def get(store: Store, table: Table, sys_id: str) -> Row:
    row = store.get(table, sys_id)
    if row is None:
        raise no_record()
    return row


def create(store: Store, table: Table, body: Mapping[str, Any], actor: Actor) -> Row:
    """The row as it was made. An own ``sys_id`` is honoured, once."""
    sent = _accepted(store, table, body)
    sys_id = str(body.get("sys_id") or "") or uuid.uuid4().hex
    if len(sys_id) != 32 or not (sys_id.isascii() and sys_id.isalnum()):
        raise operation_failed("Invalid sys_id")
    now = glide.stamp(actor.now)
    row = {"sys_id": sys_id, **_stamps(actor, now), **_columns(table, sent)}
    row |= {"sys_created_on": now, "sys_created_by": actor.row["user_name"], "sys_mod_count": "0"}
    with store.transaction():
        if table.prefix and not row.get("number"):
            row["number"] = store.next_number(table.prefix)
        if table.name == "incident":
            row = rules.created(row, user=actor.row["sys_id"], now=now)
            rules.check(row, comments=sent.get("comments", ""), offered=_offered(store, table))
        _insert_once(store, table, row)
        _write_journals(store, table, sys_id, sent, actor)
    return get(store, table, sys_id)


def update(store: Store, table: Table, sys_id: str, body: Mapping[str, Any], actor: Actor) -> Row:
    with store.transaction():
        old = get(store, table, sys_id)
        sent = _accepted(store, table, body)
        changes = _columns(table, sent)
        now = glide.stamp(actor.now)
        if table.name == "incident":
            wanted = {**changes, **{k: sent[k] for k in ("comments",) if sent.get(k)}}
            changes = _columns(table, rules.updated(old, wanted, user=actor.row["sys_id"], now=now))
            new = {**old, **changes}
            if rules.enters_hold(old, new) or new["state"] != old["state"]:
                rules.check(new, comments=sent.get("comments", ""), offered=_offered(store, table))
        written = _write_journals(store, table, sys_id, sent, actor)
        if written or any(old[name] != value for name, value in changes.items()):
            changes |= {**_stamps(actor, now), "sys_mod_count": str(int(old["sys_mod_count"] or 0) + 1)}
        if changes:
            store.change(table, sys_id, changes)
    return get(store, table, sys_id)


def delete(store: Store, table: Table, sys_id: str) -> None:
    with store.transaction():
        get(store, table, sys_id)
        files = store.rows("SELECT sys_id FROM sys_attachment WHERE table_sys_id = ?", [sys_id])
        for attached in [row["sys_id"] for row in files] + [sys_id]:
            store.run("DELETE FROM _content WHERE sys_id = ?", [attached])
            store.run("DELETE FROM sys_attachment WHERE sys_id = ?", [attached])
        store.run("DELETE FROM sys_journal_field WHERE element_id = ?", [sys_id])
        store.delete(table, sys_id)


def journal(store: Store, sys_id: str, element: str) -> list[Row]:
    """A record's entries of one kind, newest first; ``comments_and_work_notes`` has both kinds."""
    elements = ("comments", "work_notes") if element == "comments_and_work_notes" else (element, element)
    return store.rows(
        "SELECT * FROM sys_journal_field WHERE element_id = ? AND element IN (?, ?)"
        " ORDER BY sys_created_on DESC, rowid DESC",
        [sys_id, *elements],
    )


def _insert_once(store: Store, table: Table, row: Row) -> None:
    try:
        store.insert(table, row)
    except sqlite3.IntegrityError as error:
        key = f"Duplicate entry '{row['sys_id']}' for key 'PRIMARY'"
        raise operation_failed(f"Unique Key violation detected by database ({key})") from error


def _stamps(actor: Actor, now: str) -> Row:
    return {"sys_updated_on": now, "sys_updated_by": actor.row["user_name"]}


def _accepted(store: Store, table: Table, body: Mapping[str, Any]) -> Row:
    """What of the body this table takes: unknown and system fields are left out without a word."""
    taken: Row = {}
    for name, value in body.items():
        field = table.fields.get(name)
        if field is not None and not name.startswith("sys_"):
            taken[name] = _stored(store, field, _text(value))
    return taken


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _text(value.get("value", value.get("display_value", "")))
    if isinstance(value, list):
        return ",".join(_text(each) for each in value)
    return "" if value is None else str(value).encode("utf-8", "replace").decode("utf-8")


def _stored(store: Store, field: Field, value: str) -> str:
    if field.kind == "boolean":
        return "true" if value.lower() in _TRUE else "false" if value.lower() in _FALSE else value
    if field.kind == "reference":
        return _referred(store, field, value)
    if field.kind == "password":
        return hashlib.sha256(value.encode()).hexdigest()
    return value if field.kind == "journal" else value[: field.max_length]


def _referred(store: Store, field: Field, value: str) -> str:
    """The sys_id a reference holds: given as such, or by what the row shows (or its user name)."""
    target = TABLES.get(field.table)
    if not value or target is None or store.get(target, value):
        return value
    columns = [name for name in (target.display, "user_name") if name in target.fields]
    found = [
        row
        for name in columns
        if (
            row := store.one(f'SELECT sys_id FROM "{target.name}" WHERE "{name}" = ? COLLATE NOCASE', [value])
        )
    ]
    # An id that leads nowhere is kept, as the real one does; other words are no reference at all.
    is_id = len(value) == 32 and all(letter in "0123456789abcdef" for letter in value)
    return found[0]["sys_id"] if found else value if is_id else ""


def _columns(table: Table, sent: Row) -> Row:
    return {name: value for name, value in sent.items() if table.fields[name].kind != "journal"}


def _write_journals(store: Store, table: Table, sys_id: str, sent: Row, actor: Actor) -> bool:
    entries = [(name, sent[name]) for name in table.journals if sent.get(name)]
    for name, value in entries:
        entry = {"sys_id": uuid.uuid4().hex, "name": table.name, "element": name, "element_id": sys_id}
        stamps = {"sys_created_on": glide.stamp(actor.now), "sys_created_by": actor.row["user_name"]}
        store.insert(TABLES["sys_journal_field"], {**entry, **stamps, "value": value})
    return bool(entries)


def _offered(store: Store, table: Table) -> Any:
    def offered(element: str, value: str) -> bool:
        return value != "" and label(store, table, element, value) is not None

    return offered


def label(store: Store, table: Table, element: str, value: str) -> str | None:
    """What a choice is called; None when the list has no such value."""
    found = store.one(
        "SELECT label FROM sys_choice WHERE name IN (?, 'task') AND element = ? AND value = ?"
        " AND inactive <> 'true'",
        [table.name, element, value],
    )
    return found["label"] if found else None


def _property(store: Store, name: str) -> str:
    found = store.one("SELECT value FROM sys_properties WHERE name = ?", [name])
    return found["value"] if found else ""
