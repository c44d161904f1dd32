"""SQLite without a thread's round trip for each statement.

aiosqlite hands every call to a thread: opening a cursor, executing, fetching, closing. A statement of
ours takes some 20 microseconds and its four trips ten times that, which was most of the desk's work
in a turn. So what only reads and writes pages runs where it is asked for; what may wait for the disk
or for another process (BEGIN IMMEDIATE, COMMIT) still goes to the thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite


class NearConnection(aiosqlite.Connection):
    """An aiosqlite connection; only the place where calls run is another."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is None or _may_wait(fn, args):
            return await super()._execute(fn, *args, **kwargs)
        return fn(*args, **kwargs)


def _may_wait(fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    """What a connection does as a whole may; a cursor's own close does not."""
    if isinstance(getattr(fn, "__self__", None), sqlite3.Connection):
        return getattr(fn, "__name__", "") in {"commit", "rollback", "close"}
    return bool(args) and isinstance(args[0], str) and args[0].startswith(("BEGIN", "PRAGMA"))


def connector(path: str, timeout_s: float) -> Callable[..., NearConnection]:
    """What SQLAlchemy calls for a new connection to the file."""

    def connect(*_args: Any, **_kwargs: Any) -> NearConnection:
        connection = NearConnection(
            lambda: sqlite3.connect(path, timeout=timeout_s, check_same_thread=False), iter_chunk_size=64
        )
        connection._thread.daemon = True
        return connection

    return connect
