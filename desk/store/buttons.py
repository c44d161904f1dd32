"""What is behind a button: channels see an opaque id, never the payload."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import button


class Made(Protocol):
    """A button before it is kept."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def payload(self) -> str: ...


@dataclass(frozen=True)
class StoredButton:
    id: str
    conversation: str
    title: str
    payload: str


async def store(
    connection: AsyncConnection, conversation: str, buttons: Sequence[tuple[str, str]]
) -> list[dict[str, str]]:
    """Keep (title, payload) pairs; return what channels may see: id and title."""
    rows = [
        {"id": secrets.token_urlsafe(12), "conversation": conversation, "title": t[:200], "payload": p}
        for t, p in buttons
    ]
    if rows:
        await connection.execute(button.insert(), rows)
    return [{"id": row["id"], "title": row["title"]} for row in rows]


async def find(connection: AsyncConnection, conversation: str, button_id: str) -> StoredButton | None:
    """The button, if it belongs to this conversation."""
    query = button.select().where(button.c.id == button_id, button.c.conversation == conversation)
    row = (await connection.execute(query)).mappings().first()
    return StoredButton(**row) if row else None


async def owner(connection: AsyncConnection, button_id: str) -> str:
    """The id of the conversation a button belongs to; empty when there is no such button."""
    return str(
        await connection.scalar(sa.select(button.c.conversation).where(button.c.id == button_id)) or ""
    )


async def with_payload(connection: AsyncConnection, conversation: str, payload: str) -> StoredButton | None:
    """A button of this conversation that means ``payload``."""
    query = button.select().where(button.c.conversation == conversation, button.c.payload == payload)
    row = (await connection.execute(query.order_by(button.c.id).limit(1))).mappings().first()
    return StoredButton(**row) if row else None


async def keep(connection: AsyncConnection, conversation: str, made: Sequence[Made]) -> None:
    """Keep buttons whose ids were given already."""
    rows = [
        {"id": b.id, "conversation": conversation, "title": b.title[:200], "payload": b.payload} for b in made
    ]
    if rows:
        await connection.execute(button.insert(), rows)
