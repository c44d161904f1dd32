"""Tables and fields that an administrator adds while the server runs."""

from __future__ import annotations

import re

from sandbox.errors import operation_failed
from sandbox.rules.circumstance import Hands
from sandbox.store import Row, Store
from sandbox.tables.fields import KINDS, Declared, Table

_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")
_TYPES = {
    "glide_date_time": "datetime", "glide_date": "date", "glide_duration": "duration", "glide_list": "list",
    "journal_input": "journal", "decimal": "float", "translated_html": "html", "password2": "password",
}  # fmt: skip


def table_added(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    """A row of sys_db_object is a table: its fields come as rows of sys_dictionary."""
    if old or new["name"] in hands.store.tables:
        return
    if not _NAME.fullmatch(new["name"]):
        raise operation_failed("Invalid table name")
    parent = hands.store.get(hands.store.tables["sys_db_object"], new.get("super_class", ""))
    display = "number" if parent and parent["name"] == "task" else "sys_id"
    declared = Declared(
        new["name"], new["label"] or new["name"], display, "", "", parent["name"] if parent else ""
    )
    hands.store.declare([declared])


def field_added(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    """A row of sys_dictionary is a field of a table that is there."""
    target = hands.store.tables.get(new["name"])
    if old or target is None or not new["element"] or new["element"] in target.fields:
        return
    if not _NAME.fullmatch(new["element"]):
        raise operation_failed("Invalid field name")
    hands.store.declare([Declared(target.name, target.label, target.display, _spec(hands.store, new))])


def _spec(store: Store, row: Row) -> str:
    kind = _TYPES.get(row["internal_type"], row["internal_type"])
    if kind in ("reference", "list"):
        mark = ">" if kind == "reference" else ">>"
        return f"{row['element']}{mark}{row['reference']}"
    if kind in KINDS and kind != "string":
        return f"{row['element']}:{kind}"
    length = row["max_length"] if row["max_length"].isdecimal() else "255"
    return f"{row['element']}#{length}"
