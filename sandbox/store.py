"""The database file: one connection, short transactions, rows as plain dicts of text."""

# ruff: noqa: S608  # names in SQL come from the schema; values are always bound

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sandbox.schema import TABLES, Table

Row = dict[str, str]
_PRIVATE = """
CREATE TABLE IF NOT EXISTS _counter (prefix TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS _content (sys_id TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS _api_key (key TEXT PRIMARY KEY, user_name TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS _journal ON sys_journal_field (element_id, element);
CREATE INDEX IF NOT EXISTS _incident_key ON incident (correlation_id);
CREATE INDEX IF NOT EXISTS _choice ON sys_choice (name, element, value);
"""


class Store:
    """All rows. Used from the event loop's thread only: every statement is short, so nothing waits long."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(str(path), isolation_level=None)
        self._db.row_factory = _as_dict
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        for table in TABLES.values():
            self._db.execute(_create(table))
        self._db.executescript(_PRIVATE)

    def empty(self) -> bool:
        return not self.rows("SELECT sys_id FROM sys_user LIMIT 1")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        found: Row | None = self._db.execute(sql, values).fetchone()
        return found

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        self._db.execute(sql, values)

    def get(self, table: Table, sys_id: str) -> Row | None:
        return self.one(f'SELECT * FROM "{table.name}" WHERE sys_id = ?', [sys_id])

    def insert(self, table: Table, row: Row) -> None:
        """Raises sqlite3.IntegrityError when the sys_id exists."""
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self.run(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', list(row.values()))

    def change(self, table: Table, sys_id: str, changes: Row) -> None:
        assignments = ", ".join(f'"{name}" = ?' for name in changes)
        self.run(f'UPDATE "{table.name}" SET {assignments} WHERE sys_id = ?', [*changes.values(), sys_id])

    def delete(self, table: Table, sys_id: str) -> None:
        self.run(f'DELETE FROM "{table.name}" WHERE sys_id = ?', [sys_id])

    def next_number(self, prefix: str, *, first: int = 10001) -> str:
        """``INC0010001`` and so on; a number is never given twice, also not after a delete."""
        self.run(
            "INSERT INTO _counter VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET last = last + 1",
            [prefix, first],
        )
        counter = self.one("SELECT last FROM _counter WHERE prefix = ?", [prefix])
        return f"{prefix}{int(counter['last']) if counter else first:07d}"

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()


def _as_dict(cursor: sqlite3.Cursor, values: tuple[str, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}


def _create(table: Table) -> str:
    columns = [f"\"{name}\" TEXT NOT NULL DEFAULT ''" for name in table.fields if name != "sys_id"]
    return f'CREATE TABLE IF NOT EXISTS "{table.name}" (sys_id TEXT PRIMARY KEY, {", ".join(columns)})'
