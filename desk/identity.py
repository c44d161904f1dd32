"""Nobody types who they are: a signed token from the embedding page proves it, a cookie remembers it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from sanic import Request

from desk.desk import Desk
from desk.store import sessions
from desk.store.sessions import Session

COOKIE = "firstline_session"
AGENT_COOKIE = "firstline_agent"
AUDIENCE = "firstline"
_LASTS = timedelta(hours=12)


class NotSignedIn(Exception):
    """The token or the cookie proves nothing: missing, forged or expired."""


@dataclass(frozen=True)
class Who:
    """Who makes a request. ``session`` is None for a bearer token, which needs no CSRF check."""

    person: dict[str, Any]
    session: Session | None

    @property
    def id(self) -> str:
        return str(self.person["id"])


def sign(secret: str, person: dict[str, Any], now: datetime, lasts: timedelta = timedelta(minutes=10)) -> str:
    """A token as an embedding page makes it: HS256, audience "firstline", subject the sys_id."""
    claims = {
        "sub": person["id"],
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + lasts,
        **{
            k: person[k]
            for k in ("name", "user_name", "vip", "time_zone", "title", "location")
            if k in person
        },
    }
    return jwt.encode(claims, secret, algorithm="HS256")


def read(secret: str, token: str) -> dict[str, Any]:
    """The verified person a token names. Raises NotSignedIn."""
    try:
        claims = jwt.decode(
            token, secret, algorithms=["HS256"], audience=AUDIENCE, options={"require": ["sub", "exp", "aud"]}
        )
    except jwt.PyJWTError as error:
        raise NotSignedIn(type(error).__name__) from error
    return {
        "id": str(claims["sub"])[:80],
        "name": str(claims.get("name", ""))[:120],
        "user_name": str(claims.get("user_name", ""))[:80],
        "vip": claims.get("vip") is True,
        "verified": True,
        "audiences": ["all"],
        "time_zone": str(claims.get("time_zone", "UTC"))[:60],
        "title": str(claims.get("title", ""))[:120],
        "location": str(claims.get("location", ""))[:120],
    }


def anonymous() -> dict[str, Any]:
    """Somebody who proved nothing: may ask, reach a person, leave a callback."""
    return {
        "id": f"anon:{uuid.uuid4()}",
        "name": "",
        "user_name": "",
        "verified": False,
        "vip": False,
        "audiences": ["all"],
        "time_zone": "UTC",
    }


class Identity:
    """Sessions over the desk's database."""

    def __init__(self, desk: Desk, token_secret: str) -> None:
        self._desk = desk
        self._secret = token_secret

    async def start(self, role: str, person: dict[str, Any]) -> str:
        """A new session; returns the cookie's secret."""
        async with self._desk.db.write() as connection:
            return await sessions.start(connection, role, person, self._desk.now() + _LASTS)

    async def end(self, secret: str) -> None:
        async with self._desk.db.write() as connection:
            await sessions.end(connection, secret)

    async def employee(self, request: Request) -> Who:
        """Who asks: by bearer token, else by cookie. Raises NotSignedIn."""
        header = request.headers.get("authorization", "")
        if header.lower().startswith("bearer "):
            return Who(read(self._secret, header[7:].strip()), None)
        return await self._by_cookie(request, COOKIE, "employee")

    async def agent(self, request: Request) -> Who:
        """Which agent asks, by cookie. Raises NotSignedIn."""
        return await self._by_cookie(request, AGENT_COOKIE, "agent")

    def person_of(self, token: str) -> dict[str, Any]:
        return read(self._secret, token)

    def token_for(self, person: dict[str, Any]) -> str:
        return sign(self._secret, person, self._desk.now())

    async def of_cookie(self, secret: str, role: str = "employee") -> Who:
        """Who a cookie's secret belongs to. Raises NotSignedIn."""
        async with self._desk.db.read() as connection:
            session = await sessions.find(connection, secret, role, self._desk.now())
        if session is None:
            raise NotSignedIn("session expired")
        return Who(session.person, session)

    async def _by_cookie(self, request: Request, name: str, role: str) -> Who:
        secret = request.cookies.get(name)
        if not secret:
            raise NotSignedIn("no session")
        return await self.of_cookie(secret, role)
