"""The account a request is made with, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.query.reader import Reader
from sandbox.store import Row, Store
from sandbox.tables.fields import Table

NOBODY = "nobody"
"""The role of what no account may do, an administrator included."""


@dataclass(frozen=True)
class Actor:
    """An account, its roles, and the moment of its request."""

    row: Row
    now: datetime
    roles: frozenset[str] = frozenset({"admin"})

    @property
    def id(self) -> str:
        return self.row["sys_id"]

    @property
    def name(self) -> str:
        return self.row["user_name"]

    @property
    def time_zone(self) -> str:
        return self.row["time_zone"] or "UTC"

    @property
    def is_admin(self) -> bool:
        return "admin" in self.roles

    def reader(self, *, exact: bool = False) -> Reader:
        return Reader(self.id, self.name, self.now, self.time_zone, exact)


def allowed(store: Store, actor: Actor, operation: str, table: Table, field: str = "") -> bool:
    """Whether the access controls let the account read, write, create or delete here.

    The nearest rule decides: the table's own, then its ancestors'. Without a rule it is allowed.
    """
    rules = store.remembered("acl", ("sys_security_acl",), lambda: _rules(store))
    if not field and operation == "read" and not rules:
        return True
    for name in table.line:
        wanted = rules.get((f"{name}.{field}" if field else name, operation))
        if wanted is not None:
            return NOBODY not in wanted and (actor.is_admin or bool(wanted & actor.roles))
    return True


def closed_fields(store: Store, actor: Actor, operation: str, table: Table) -> frozenset[str]:
    """The fields of the table that the account may not read or write."""

    def names() -> frozenset[str]:
        return frozenset(name for name in table.fields if not allowed(store, actor, operation, table, name))

    key = ("closed", table.name, operation, actor.roles)
    return store.remembered(key, ("sys_security_acl",), names)


def _rules(store: Store) -> dict[tuple[str, str], frozenset[str]]:
    rows = store.rows("SELECT name, operation, roles FROM sys_security_acl WHERE active = 'true'")
    return {
        (row["name"], row["operation"]): frozenset(role.strip() for role in row["roles"].split(","))
        for row in rows
    }
