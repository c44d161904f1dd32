"""Sessions: an opaque secret in a cookie, its digest in a row."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.schema import session


@dataclass(frozen=True)
class Session:
    """``role``: employee or agent. ``person``: who, as the sign-in proved it."""

    digest: str
    role: str
    person: dict[str, Any]
    csrf: str
    expires_at: datetime


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def start(connection: AsyncConnection, role: str, person: dict[str, Any], expires_at: datetime) -> str:
    """Store a new session; return the secret for the cookie."""
    secret = secrets.token_urlsafe(32)
    row = Session(digest_of(secret), role, person, secrets.token_urlsafe(24), expires_at)
    await connection.execute(session.insert().values(**vars(row)))
    return secret


async def find(connection: AsyncConnection, secret: str, role: str, now: datetime) -> Session | None:
    query = session.select().where(
        session.c.digest == digest_of(secret), session.c.role == role, session.c.expires_at > now
    )
    row = (await connection.execute(query)).mappings().first()
    return Session(**row) if row else None


async def end(connection: AsyncConnection, secret: str) -> None:
    await connection.execute(session.delete().where(session.c.digest == digest_of(secret)))


async def forget_expired(connection: AsyncConnection, now: datetime) -> None:
    await connection.execute(session.delete().where(session.c.expires_at <= now))
