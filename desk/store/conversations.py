"""Conversations as rows: opened, read, and changed only from the version that was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core.conversation import Conversation, Holder
from desk.store.schema import conversation as table

_FIELDS = [f.name for f in fields(Conversation)]
_CHANGED = {*_FIELDS, "person_id"} - {"id", "last_seq", "updated_at", "version"}
# What every turn runs is put together once: building a statement costs as much as running it.
_BY_ID = table.select().where(table.c.id == sa.bindparam("id"))
_SAVE = (
    table.update()
    .where(table.c.id == sa.bindparam("_id"), table.c.version == sa.bindparam("_version"))
    .values({name: sa.bindparam(name) for name in sorted({*_CHANGED, "version"})})
    .returning(table.c.last_seq, table.c.updated_at)
)


class Conflict(Exception):
    """Somebody else changed the conversation in between; nothing was written."""


async def insert(connection: AsyncConnection, c: Conversation, address_key: str) -> None:
    await connection.execute(table.insert().values(**_row(c), address_key=address_key))


async def get(connection: AsyncConnection, conversation_id: str) -> Conversation | None:
    row = (await connection.execute(_BY_ID, {"id": conversation_id})).mappings().first()
    return _conversation(row) if row else None


async def must_get(connection: AsyncConnection, conversation_id: str) -> Conversation:
    """The conversation as it is now, in this transaction. Raises LookupError."""
    found = await get(connection, conversation_id)
    if found is None:
        raise LookupError(conversation_id)
    return found


async def save(connection: AsyncConnection, old: Conversation, new: Conversation) -> Conversation:
    """Write ``new`` if the row is still at ``old.version``; the version goes up by one. Raises Conflict.

    ``last_seq`` and ``updated_at`` belong to the log and are left alone.
    """
    values = {k: v for k, v in _row(new).items() if k in _CHANGED}
    read = {"_id": old.id, "_version": old.version}
    row = (await connection.execute(_SAVE, {**values, **read, "version": old.version + 1})).first()
    if row is None:
        raise Conflict(old.id)
    return replace(new, version=old.version + 1, last_seq=row.last_seq, updated_at=row.updated_at)


async def open_at(connection: AsyncConnection, channel: str, address_key: str) -> Conversation | None:
    """The newest conversation of this address that has not ended."""
    return await _newest(connection, table.c.channel == channel, table.c.address_key == address_key, _OPEN)


async def open_of(connection: AsyncConnection, person_id: str, channel: str) -> Conversation | None:
    """The newest conversation of this person in this channel that has not ended."""
    return await _newest(connection, table.c.channel == channel, table.c.person_id == person_id, _OPEN)


async def last_of(connection: AsyncConnection, person_id: str) -> Conversation | None:
    """The newest conversation of this person, in any channel, ended or not."""
    return await _newest(connection, table.c.person_id == person_id)


async def newest_of(connection: AsyncConnection, person_id: str, limit: int) -> list[Conversation]:
    """This person's newest conversations, in any channel, ended or not, the newest first."""
    query = table.select().where(table.c.person_id == person_id)
    query = query.order_by(table.c.opened_at.desc(), table.c.id).limit(limit)
    return [_conversation(row) for row in (await connection.execute(query)).mappings()]


async def address_key(connection: AsyncConnection, conversation_id: str) -> str:
    """Where in its channel a conversation takes place."""
    query = sa.select(table.c.address_key).where(table.c.id == conversation_id)
    return str((await connection.execute(query)).scalar_one())


async def time_zones(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, str]:
    """The time zone of the person in each of these conversations."""
    query = sa.select(table.c.id, table.c.time_zone).where(table.c.id.in_(ids))
    return {row.id: row.time_zone for row in await connection.execute(query)}


async def previous_of(
    connection: AsyncConnection, person_id: str, before: Conversation
) -> Conversation | None:
    """The conversation this person had before ``before``."""
    return await _newest(connection, table.c.person_id == person_id, table.c.opened_at < before.opened_at)


async def held(connection: AsyncConnection, *holders: Holder) -> list[Conversation]:
    """Every conversation that one of these holders has, oldest first."""
    names = [h.value for h in holders]
    query = table.select().where(table.c.holder.in_(names)).order_by(table.c.opened_at, table.c.id)
    return [_conversation(row) for row in (await connection.execute(query)).mappings()]


async def to_watch(connection: AsyncConnection, silent_since: datetime) -> list[Conversation]:
    """Those that wait for or talk to an agent, and those with the bot that nobody touched since then."""
    forgotten = (table.c.holder == Holder.BOT.value) & (table.c.updated_at <= silent_since)
    with_people = table.c.holder.in_([Holder.QUEUE.value, Holder.AGENT.value])
    query = table.select().where(forgotten | with_people).order_by(table.c.opened_at, table.c.id)
    return [_conversation(row) for row in (await connection.execute(query)).mappings()]


async def with_unanswered(connection: AsyncConnection) -> list[str]:
    """Ids of conversations in which the bot may still owe an answer (after a restart)."""
    query = sa.select(table.c.id).where(
        table.c.holder == Holder.BOT.value, table.c.last_seq > table.c.handled_seq
    )
    return [row.id for row in await connection.execute(query)]


async def extend_leases(connection: AsyncConnection, until: Any, agent: str = "") -> None:
    """Give held conversations (of one agent, or all) a lease until then."""
    query = table.update().where(table.c.holder == Holder.AGENT.value)
    if agent:
        query = query.where(table.c.agent == agent)
    await connection.execute(query.values(lease_until=until))


_OPEN = table.c.holder != Holder.CLOSED.value


async def _newest(connection: AsyncConnection, *where: Any) -> Conversation | None:
    query = table.select().where(*where).order_by(table.c.opened_at.desc(), table.c.id).limit(1)
    row = (await connection.execute(query)).mappings().first()
    return _conversation(row) if row else None


def _row(c: Conversation) -> dict[str, Any]:
    row = {name: getattr(c, name) for name in _FIELDS}
    return {**row, "holder": c.holder.value, "person_id": c.person_id}


def _conversation(row: Any) -> Conversation:
    values = {name: row[name] for name in _FIELDS}
    return Conversation(**{**values, "holder": Holder(row["holder"])})
