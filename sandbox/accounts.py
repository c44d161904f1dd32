"""Who may call: basic, OAuth bearer tokens and API keys."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from sandbox.errors import ApiError, unauthenticated
from sandbox.store import Row, Store
from sandbox.tokens import Tokens

_ROLES = """
SELECT sys_user_role.name AS name FROM sys_user_has_role
JOIN sys_user_role ON sys_user_role.sys_id = sys_user_has_role.role WHERE sys_user_has_role.user = ?
"""
_TABLES = ("sys_user", "sys_user_has_role", "sys_user_role", "sys_properties")
Caller = tuple[Row, frozenset[str]]
"""An account and its roles."""


def caller(store: Store, tokens: Tokens, headers: Mapping[str, str]) -> Caller:
    """The active account that calls. Raises ApiError 401, or 403 for an account without any role."""
    header = headers.get("authorization", "")
    known = store.remembered("callers", _TABLES, dict[str, Caller])
    if header in known:
        return known[header]
    name = _named(store, tokens, headers)
    found = _account(store, name) if name else None
    if found is None:
        raise unauthenticated()
    if not found[1] & api_roles(store):
        raise ApiError(403, "User Not Authorized", "Failed API level ACL Validation")
    if header.lower().startswith("basic "):
        known[header] = found
    return found


def api_roles(store: Store) -> frozenset[str]:
    """One of these is needed to call at all."""
    return frozenset(store.property("sandbox.api.roles", "admin,itil").split(","))


def roles(store: Store, user: Row) -> frozenset[str]:
    return frozenset(row["name"] for row in store.rows(_ROLES, [user["sys_id"]]))


def signs_in(store: Store, user_name: str, password: str) -> bool:
    row = store.one(
        "SELECT user_password FROM sys_user WHERE user_name = ? AND active = 'true' AND locked_out <> 'true'",
        [user_name],
    )
    known = row["user_password"] if row else ""
    return bool(known) and hmac.compare_digest(known, hashed(password))


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


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


def _account(store: Store, name: str) -> Caller | None:
    row = store.one("SELECT * FROM sys_user WHERE user_name = ? AND active = 'true'", [name])
    return (row, roles(store, row)) if row else None


def _named(store: Store, tokens: Tokens, headers: Mapping[str, str]) -> str | None:
    header = headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        return tokens.user_of(header[7:].strip())
    if (pair := basic(header)) is not None:
        on = store.property("sandbox.auth.basic.enabled", "true") == "true"
        return pair[0] if on and signs_in(store, *pair) else None
    key = store.one("SELECT user_name FROM _api_key WHERE key = ?", [headers.get("x-sn-apikey", "")])
    on = store.property("sandbox.auth.api_key.enabled", "true") == "true"
    return key["user_name"] if key and on else None
