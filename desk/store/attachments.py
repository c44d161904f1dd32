"""Images that people attach, kept in the database so that a backup has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import attachment


@dataclass(frozen=True)
class Attachment:
    id: str
    conversation: str
    media_type: str
    size: int
    content: bytes
    at: datetime


async def store(connection: AsyncConnection, image: Attachment) -> None:
    await connection.execute(attachment.insert().values(**vars(image)))


async def get(connection: AsyncConnection, attachment_id: str) -> Attachment | None:
    query = attachment.select().where(attachment.c.id == attachment_id)
    row = (await connection.execute(query)).mappings().first()
    return Attachment(**row) if row else None
