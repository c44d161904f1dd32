"""Who may call: basic, OAuth bearer tokens and API keys."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.errors import ApiError
from sandbox.store import Row, Store

OAUTH_CLIENTS = {"demo": "demo"}
OAUTH_USER = "admin"
"""Whom a client-credentials token acts as."""
ACCESS_SECONDS = 1800
_ROLES = """
SELECT sys_user_role.name AS name FROM sys_user_has_role
JOIN sys_user_role ON sys_user_role.sys_id = sys_user_has_role.role WHERE sys_user_has_role.user = ?
"""


@dataclass
class Token:
    user_name: str
    access: str
    refresh: str
    expires: float


@dataclass
class Tokens:
    """Tokens given out. They live in memory: after a restart clients sign in again."""

    clock: Callable[[], float] = time.monotonic
    given: list[Token] = field(default_factory=list)

    def issue(self, user_name: str) -> Token:
        """A token for this user; while one is valid it is the same one."""
        for token in self.given:
            if token.user_name == user_name and token.expires > self.clock():
                return token
        expires = self.clock() + ACCESS_SECONDS
        self.given.append(Token(user_name, secrets.token_urlsafe(48), secrets.token_urlsafe(48), expires))
        return self.given[-1]

    def refresh(self, refresh: str) -> Token | None:
        for token in self.given:
            if hmac.compare_digest(token.refresh, refresh):
                token.access, token.expires = secrets.token_urlsafe(48), self.clock() + ACCESS_SECONDS
                return token
        return None

    def user_of(self, access: str) -> str | None:
        for token in self.given:
            if hmac.compare_digest(token.access.encode(), access.encode()) and token.expires > self.clock():
                return token.user_name
        return None

    def expire_all(self) -> None:
        for token in self.given:
            token.expires = 0.0


def caller(store: Store, tokens: Tokens, headers: Mapping[str, str]) -> Row:
    """The active account that calls. Raises ApiError 401, or 403 for an account without any role."""
    name = _named(store, tokens, headers)
    row = (
        store.one("SELECT * FROM sys_user WHERE user_name = ? AND active = 'true'", [name]) if name else None
    )
    if row is None:
        detail = "Required to provide Auth information"
        raise ApiError(
            401, "User Not Authenticated", detail, {"WWW-Authenticate": 'BASIC realm="Service-now"'}
        )
    if not roles(store, row) & {"admin", "itil"}:
        raise ApiError(403, "User Not Authorized", "Failed API level ACL Validation")
    return row


def roles(store: Store, user: Row) -> frozenset[str]:
    return frozenset(row["name"] for row in store.rows(_ROLES, [user["sys_id"]]))


def signs_in(store: Store, user_name: str, password: str) -> bool:
    row = store.one("SELECT user_password FROM sys_user WHERE user_name = ?", [user_name])
    known = row["user_password"] if row else ""
    given = hashlib.sha256(password.encode()).hexdigest()
    return bool(known) and hmac.compare_digest(known, given)


def basic(header: str) -> tuple[str, str] | None:
    """User name and password of a Basic header; None when it is none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user_name, found, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user_name, password) if found else None


def _named(store: Store, tokens: Tokens, headers: Mapping[str, str]) -> str | None:
    header = headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        return tokens.user_of(header[7:].strip())
    if (pair := basic(header)) is not None:
        return pair[0] if signs_in(store, *pair) else None
    key = store.one("SELECT user_name FROM _api_key WHERE key = ?", [headers.get("x-sn-apikey", "")])
    return key["user_name"] if key else None
