"""One door to the database: short write transactions, one after the other, and reads beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from desk.store import near

_BUSY_SECONDS = 5


class Busy(Exception):
    """The database did not answer in time or is full; nothing was written; the caller may try again."""


class Database:
    """SQLite (one writer connection, WAL, BEGIN IMMEDIATE) or PostgreSQL behind one interface."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._writer = _engine(url, writer=True)
        self._reader = _engine(url, writer=False)
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end, rolled back when anything raises. Raises Busy."""
        try:
            if self.is_sqlite:
                async with self._one_writer, self._writer.begin() as connection:
                    yield connection
            else:
                async with self._writer.begin() as connection:
                    # Positions must become visible in their own order, or a reader of
                    # "position > last" would skip the one that was committed late.
                    await connection.execute(sa.text("SELECT pg_advisory_xact_lock(727001)"))
                    yield connection
        except OperationalError as error:
            raise Busy(type(error.orig).__name__) from error

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading. Raises Busy."""
        try:
            async with self._reader.connect() as connection:
                yield connection
        except OperationalError as error:
            raise Busy(type(error.orig).__name__) from error

    async def ping(self) -> None:
        """Raises Busy when the database does not answer."""
        try:
            async with self.read() as connection:
                await connection.execute(sa.text("SELECT 1"))
        except DBAPIError as error:
            raise Busy(type(error.orig).__name__) from error

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


def _engine(url: str, *, writer: bool) -> AsyncEngine:
    # A read is one statement after another, each true when it runs: no BEGIN and no ROLLBACK around them.
    plain = {} if writer else {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
    plain |= {} if writer else {"skip_autocommit_rollback": True}
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=5, pool_pre_ping=True, **plain)
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=1 if writer else 4,
        max_overflow=0,
        connect_args={"async_creator_fn": near.connector(database or ":memory:", _BUSY_SECONDS)},
        **plain,
    )
    _sqlite_habits(engine, writer=writer)
    return engine


def _sqlite_habits(engine: AsyncEngine, *, writer: bool) -> None:
    @sa.event.listens_for(engine.sync_engine, "connect")
    def settings(connection: Any, _record: Any) -> None:
        # pysqlite's own transactions begin too late and lose updates; ours begin at once.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL" if writer else "PRAGMA query_only=ON")
        cursor.execute("PRAGMA foreign_keys=ON")
        # Only the writer checkpoints: SQLite before 3.51.3 can corrupt a WAL that two connections reset.
        if not writer:
            cursor.execute("PRAGMA wal_autocheckpoint=0")
        cursor.close()

    if writer:

        @sa.event.listens_for(engine.sync_engine, "begin")
        def begin(connection: sa.Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
