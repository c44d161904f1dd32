"""What the last runs did, in a file of its own: each article is written down as soon as it is done."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from desk.knowledge.deciding import Agreed
from itsm.cursor import Cursor

_TABLES = """
CREATE TABLE IF NOT EXISTS agreed (
    number TEXT PRIMARY KEY, article TEXT NOT NULL, theirs TEXT NOT NULL, ours TEXT NOT NULL,
    review TEXT NOT NULL, conflict INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS place (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""
_BEGINNING = Cursor(datetime(2000, 1, 1, tzinfo=UTC))


class Busy(Exception):
    """Another run is at it."""


class Kept:
    """Every change is on the disk when its method returns."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def agreed(self) -> dict[str, Agreed]:
        """By number."""
        rows = self._database.execute("SELECT number, article, theirs, ours, review, conflict FROM agreed")
        return {row[0]: Agreed(row[1], row[2], row[3], row[4], bool(row[5])) for row in rows}

    def agree(self, number: str, agreed: Agreed) -> None:
        row = (number, *astuple(agreed))
        self._database.execute("INSERT OR REPLACE INTO agreed VALUES (?, ?, ?, ?, ?, ?)", row)

    def cursor(self) -> Cursor:
        kept = self._place("cursor")
        return Cursor.from_json(json.loads(kept)) if kept else _BEGINNING

    def read_to(self, cursor: Cursor) -> None:
        self._put("cursor", json.dumps(cursor.to_json()))

    def position(self) -> int:
        """Of the last event of the log that was told."""
        return int(self._place("position") or 0)

    def told_to(self, position: int) -> None:
        self._put("position", str(position))

    def _place(self, name: str) -> str:
        row = self._database.execute("SELECT value FROM place WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def _put(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO place VALUES (?, ?)", (name, value))


@contextmanager
def kept(path: Path) -> Iterator[Kept]:
    """For one run at a time. Raises Busy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(_TABLES)
        yield Kept(database)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Busy(f"another run uses {path}") from error
        raise
    finally:
        database.close()
