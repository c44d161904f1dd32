"""The database file: one connection, short transactions, rows as plain dicts of text."""

# ruff: noqa: S608  # names in SQL come from the tables declared; values are always bound

from __future__ import annotations

import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sandbox import layout
from sandbox.tables.fields import Declared, Table, assembled
from sandbox.tables.known import DECLARED

Row = dict[str, str]
T = TypeVar("T")
_FIRST = {"KB": 10001, "PRB": 40001, "CHG": 30001}


class Store:
    """All rows. Used from the event loop's thread only: every statement is short, so nothing waits long.

    ``tables`` are the ones declared and those that somebody added to this file.
    ``new_id`` gives ids to rows that bring none. ``versions`` counts the changes of each table, so
    that what is remembered of it can be told from old.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self._db = sqlite3.connect(str(path), isolation_level=None, cached_statements=512)
        self._db.row_factory = _as_dict
        self._db.create_function("folded", 1, _folded, deterministic=True)
        self._db.create_collation("FOLDED", _in_order)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._depth = 0
        self.read_only = read_only
        self.new_id: Callable[[], str] = _random_id
        self.versions: Counter[str] = Counter()
        self._remembered: dict[Hashable, tuple[int, Any]] = {}
        self._db.executescript(layout.PRIVATE)
        self.tables: dict[str, Table] = {}
        self.declare(())

    def declare(self, more: Iterable[Declared]) -> None:
        """Take these tables in, or more fields of tables that are there; kept in the file."""
        for each in more:
            values = [each.name, each.label, each.display, each.specs, each.prefix, each.parent]
            self.run("INSERT INTO _declared VALUES (?, ?, ?, ?, ?, ?)", values)
        self._remembered.clear()
        self.tables = assembled(layout.merged(DECLARED, self.rows("SELECT * FROM _declared ORDER BY rowid")))
        for statement in layout.statements(self.tables, self._columns()):
            self._db.execute(statement)

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
        """The row, with the fields of ``table`` only also when it is of a table that extends it."""
        return self.one(f'SELECT * FROM "{table.source}" WHERE sys_id = ?', [sys_id])

    def by(self, table: str, /, **values: str) -> Row | None:
        """A row of the table in which all these fields are so, in any case of letters."""
        condition = " AND ".join(f'"{field}" = ? COLLATE NOCASE' for field in values)
        source = self.tables[table].source
        return self.one(f'SELECT * FROM "{source}" WHERE {condition} LIMIT 1', list(values.values()))

    def concrete(self, table: Table, row: Row) -> Table:
        """The table that the row is really of: an incident that was found among the tasks."""
        real = self.tables.get(row.get("sys_class_name", ""), table)
        return real if real.name in table.children else table

    def insert(self, table: Table, row: Row) -> None:
        """Raises sqlite3.IntegrityError when the sys_id exists."""
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self.run(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', list(row.values()))
        self._touched(table)

    def change(self, table: Table, sys_id: str, changes: Row) -> None:
        assignments = ", ".join(f'"{name}" = ?' for name in changes)
        self.run(f'UPDATE "{table.name}" SET {assignments} WHERE sys_id = ?', [*changes.values(), sys_id])
        self._touched(table)

    def delete(self, table: Table, sys_id: str) -> None:
        self.run(f'DELETE FROM "{table.name}" WHERE sys_id = ?', [sys_id])
        self._touched(table)

    def next_number(self, prefix: str, *, first: int = 0) -> str:
        """``INC0010001`` and so on; a number is never given twice, also not after a delete."""
        first = first or _FIRST.get(prefix, 10001)
        self.run(
            "INSERT INTO _counter VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET last = last + 1",
            [prefix, first],
        )
        counter = self.one("SELECT last FROM _counter WHERE prefix = ?", [prefix])
        return f"{prefix}{int(counter['last']) if counter else first:07d}"

    def property(self, name: str, default: str = "") -> str:
        """The value of a system property."""

        def values() -> dict[str, str]:
            return {row["name"]: row["value"] for row in self.rows("SELECT name, value FROM sys_properties")}

        return self.remembered("properties", ("sys_properties",), values).get(name, default)

    def remembered(self, key: Hashable, of: tuple[str, ...], compute: Callable[[], T]) -> T:
        """What ``compute`` gives, computed again only after one of the tables changed."""
        version = sum(self.versions[name] for name in of)
        known = self._remembered.get(key)
        if known is None or known[0] != version:
            known = self._remembered[key] = (version, compute())
        found: T = known[1]
        return found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing of it; one inside another is part of it."""
        if self._depth:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            self.versions.update(list(self.tables))
            raise
        else:
            self._db.execute("COMMIT")
        finally:
            self._depth = 0

    def close(self) -> None:
        self._db.close()

    def _touched(self, table: Table) -> None:
        self.versions[table.name] += 1

    def _columns(self) -> dict[str, set[str]]:
        found = self.rows(
            "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p"
            " WHERE m.type = 'table'"
        )
        columns: dict[str, set[str]] = {}
        for row in found:
            columns.setdefault(row["t"], set()).add(row["c"])
        return columns


def _folded(text: str | None) -> str:
    """Without capitals, in any alphabet."""
    return (text or "").casefold()


def _in_order(left: str, right: str) -> int:
    one, other = left.casefold(), right.casefold()
    return (one > other) - (one < other)


def _random_id() -> str:
    return uuid.uuid4().hex


def _as_dict(cursor: sqlite3.Cursor, values: tuple[str, ...]) -> Row:
    return dict(zip([column[0] for column in cursor.description], values, strict=True))
