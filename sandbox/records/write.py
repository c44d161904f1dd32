"""Rows written by the server's rules: numbers, defaults, stamps, journals, and what follows from a change."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.errors import no_record, operation_failed
from sandbox.query import glide
from sandbox.records import journals, labels, read
from sandbox.records.actor import Actor
from sandbox.records.stored import Entry, accepted
from sandbox.rules import book
from sandbox.rules.circumstance import Circumstance
from sandbox.store import Row, Store
from sandbox.tables.fields import Table


@dataclass(frozen=True)
class Writer:
    """Writes for one account at one moment. Rules write by the same one, so what they do has rules, too."""

    store: Store
    actor: Actor
    entry: Entry = field(default_factory=Entry)

    def create(self, name: str, body: Mapping[str, Any]) -> Row:
        """The row as it was made. An own ``sys_id`` is honoured, once. Raises ApiError."""
        table = self._class_in(self.store.tables[name], body)
        sent = accepted(self.store, table, body, self.actor, self.entry)
        row = {"sys_id": _own_id(body) or self.store.new_id(), **self._born(table), **_columns(table, sent)}
        with self.store.transaction():
            if table.prefix and "number" in table.fields and not row.get("number"):
                row["number"] = self.store.next_number(table.prefix)
            row = book.before_insert(table, row, self._circumstance(table, sent))
            self._insert_once(table, row)
            journals.write(self.store, table, row["sys_id"], sent, self.actor)
            book.after(self.inner, table, {}, read.get(self.store, table, row["sys_id"]), sent)
        return read.get(self.store, table, row["sys_id"])

    def update(self, name: str, sys_id: str, body: Mapping[str, Any]) -> Row:
        """The row as it is then; a write that changes nothing leaves no trace. Raises ApiError."""
        with self.store.transaction():
            table = self._real(name, sys_id)
            old = read.get(self.store, table, sys_id)
            sent = accepted(self.store, table, body, self.actor, self.entry)
            here = self._circumstance(table, sent)
            changes = _columns(table, book.before_update(table, old, _columns(table, sent), here))
            written = journals.write(self.store, table, sys_id, sent, self.actor)
            if written or any(old[name] != value for name, value in changes.items()):
                changes |= self._changed(old)
                self.store.change(table, sys_id, changes)
                book.after(self.inner, table, old, {**old, **changes}, sent)
        return read.get(self.store, table, sys_id)

    def delete(self, name: str, sys_id: str) -> None:
        """The record, its journals and its files."""
        with self.store.transaction():
            table = self._real(name, sys_id)
            old = read.get(self.store, table, sys_id)
            files = self.store.rows("SELECT sys_id FROM sys_attachment WHERE table_sys_id = ?", [sys_id])
            for attached in [sys_id, *(row["sys_id"] for row in files)]:
                self.store.run("DELETE FROM _content WHERE sys_id = ?", [attached])
            self.store.run("DELETE FROM sys_attachment WHERE table_sys_id = ?", [sys_id])
            self.store.run("DELETE FROM sys_journal_field WHERE element_id = ?", [sys_id])
            self.store.delete(table, sys_id)
            book.after_delete(self.inner, table, old)

    @property
    def inner(self) -> Writer:
        """For what rules write: values as they are stored, and no right missing."""
        return replace(self, entry=Entry(), actor=replace(self.actor, roles=self.actor.roles | {"admin"}))

    def _class_in(self, table: Table, body: Mapping[str, Any]) -> Table:
        """A record sent to a general table may say which special one it is of."""
        return self.store.concrete(table, {"sys_class_name": str(body.get("sys_class_name", ""))})

    def _real(self, name: str, sys_id: str) -> Table:
        table = self.store.tables[name]
        row = self.store.get(table, sys_id)
        if row is None:
            raise no_record()
        return self.store.concrete(table, row)

    def _born(self, table: Table) -> Row:
        now, who = glide.stamp(self.actor.now), self.actor.name
        row = {"sys_created_on": now, "sys_created_by": who, "sys_updated_on": now, "sys_updated_by": who}
        named = {"sys_class_name": table.name} if "sys_class_name" in table.fields else {}
        return {name: v for name, v in {**row, "sys_mod_count": "0", **named}.items() if name in table.fields}

    def _changed(self, old: Row) -> Row:
        count = str(int(old["sys_mod_count"] or 0) + 1)
        stamps = {"sys_updated_on": glide.stamp(self.actor.now), "sys_updated_by": self.actor.name}
        return {**stamps, "sys_mod_count": count}

    def _circumstance(self, table: Table, sent: Row) -> Circumstance:
        def is_offered(element: str, value: str) -> bool:
            return value != "" and value in labels.offered(self.store, table, element)

        return Circumstance(
            user=self.actor.id,
            now=glide.stamp(self.actor.now),
            comments=sent.get("comments", ""),
            offered=is_offered,
            sent=frozenset(sent),
        )

    def _insert_once(self, table: Table, row: Row) -> None:
        try:
            self.store.insert(table, row)
        except sqlite3.IntegrityError as error:
            key = f"Duplicate entry '{row['sys_id']}' for key 'PRIMARY'"
            raise operation_failed(f"Unique Key violation detected by database ({key})") from error


def _own_id(body: Mapping[str, Any]) -> str:
    """The id the sender chose, "" for none."""
    sys_id = str(body.get("sys_id") or "")
    if sys_id and not (len(sys_id) == 32 and sys_id.isascii() and sys_id.isalnum()):
        raise operation_failed("Invalid sys_id")
    return sys_id


def _columns(table: Table, sent: Row) -> Row:
    return {name: value for name, value in sent.items() if table.fields[name].kind != "journal"}
