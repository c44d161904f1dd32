"""Rows put into an empty server: the same ids every time, and nothing left blank that a rule would fill."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.query import glide
from sandbox.store import Row, Store

_NAMESPACE = uuid.UUID("b4b1c3c8-5a0e-5f0c-9a34-1d3c6d9a7e55")
ADMIN = "6816f79cc0a8016401c5a33be04be441"
"""The id that the account "admin" has on every new instance."""


def made_id(kind: str, name: str) -> str:
    """The same id for the same thing in every practice server."""
    return uuid.uuid5(_NAMESPACE, f"{kind}:{name}").hex


@dataclass(frozen=True)
class Ground:
    """The store that is filled, and the moment at which its history ends."""

    store: Store
    now: datetime
    around: bool = False
    """Whether to plant around what is there: a row that exists stays as it is."""

    @property
    def midnight(self) -> datetime:
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    @property
    def stamps(self) -> Row:
        """Of what has always been there."""
        long_ago = glide.stamp(self.midnight - timedelta(days=400))
        stamps = {"sys_created_on": long_ago, "sys_updated_on": long_ago, "sys_mod_count": "0"}
        return {**stamps, "sys_created_by": "admin", "sys_updated_by": "admin"}

    def put(self, table: str, sys_id: str, row: Row) -> str:
        """The row with its system fields and flags; returns its id. Unknown fields are a KeyError."""
        declared = self.store.tables[table]
        flags = self.store.remembered(("flags", table), (), lambda: _flags(self.store, table))
        whole = {"sys_id": sys_id, **flags, **self.stamps, **row}
        if unknown := whole.keys() - declared.fields.keys():
            raise KeyError(f"{table} has no {sorted(unknown)}")
        if not (self.around and self.store.get(declared, sys_id)):
            self.store.insert(declared, whole)
        return sys_id

    def ago(self, **span: float) -> str:
        return glide.stamp(self.now - timedelta(**span))


def _flags(store: Store, table: str) -> Row:
    fields = store.tables[table].fields
    flags = {name: "false" for name, field in fields.items() if field.kind == "boolean"}
    shared = {"sys_class_name": table, "active": "true"}
    return {**flags, **{name: value for name, value in shared.items() if name in fields}}
