"""Comments and work notes: entries of a table of their own."""

from __future__ import annotations

from sandbox.query import glide
from sandbox.records.actor import Actor
from sandbox.store import Row, Store
from sandbox.tables.fields import Table

LABELS = {"comments": "Additional comments", "work_notes": "Work notes"}
BOTH = "comments_and_work_notes"


def write(store: Store, table: Table, sys_id: str, sent: Row, actor: Actor) -> bool:
    """Append what was sent to the journals of the record; whether there was anything."""
    entries = [(name, sent[name]) for name in table.journals if sent.get(name) and name != BOTH]
    for name, value in entries:
        entry = {"sys_id": store.new_id(), "name": table.name, "element": name, "element_id": sys_id}
        stamps = {"sys_created_on": glide.stamp(actor.now), "sys_created_by": actor.name}
        store.insert(store.tables["sys_journal_field"], {**entry, **stamps, "value": value})
    return bool(entries)


def entries(store: Store, sys_id: str, element: str) -> list[Row]:
    """A record's entries of one kind, newest first; ``comments_and_work_notes`` has both kinds."""
    elements = ("comments", "work_notes") if element == BOTH else (element, element)
    return store.rows(
        "SELECT * FROM sys_journal_field WHERE element_id = ? AND element IN (?, ?)"
        " ORDER BY sys_created_on DESC, rowid DESC",
        [sys_id, *elements],
    )


def shown(store: Store, sys_id: str, element: str, time_zone: str) -> str:
    """Blocks of ``2026-11-02 08:38:49 - Ada Conti (Work notes)`` and the text, newest first."""
    known = store.remembered("journals shown", ("sys_journal_field", "sys_user"), dict[tuple[str, ...], str])
    key = (sys_id, element, time_zone)
    if key not in known:
        known[key] = _shown(store, sys_id, element, time_zone)
    return known[key]


def _shown(store: Store, sys_id: str, element: str, time_zone: str) -> str:
    return "".join(
        f"{glide.shown(entry['sys_created_on'], time_zone)} - {writer(store, entry['sys_created_by'])}"
        f" ({LABELS.get(entry['element'], entry['element'])})\n{entry['value']}\n\n"
        for entry in entries(store, sys_id, element)
    )


def writer(store: Store, user_name: str) -> str:
    """The name of whoever has this account."""
    names = store.remembered("writers", ("sys_user",), dict[str, str])
    if user_name not in names:
        found = store.one("SELECT name FROM sys_user WHERE user_name = ?", [user_name])
        names[user_name] = found["name"] if found else user_name
    return names[user_name]
