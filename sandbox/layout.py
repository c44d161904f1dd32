"""Tables as SQLite has them: one table each, and a view over every table that others extend. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sandbox.tables.fields import Declared, Table

PRIVATE = """
CREATE TABLE IF NOT EXISTS _declared
    (name TEXT, label TEXT, display TEXT, specs TEXT, prefix TEXT, parent TEXT);
CREATE TABLE IF NOT EXISTS _counter (prefix TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS _content (sys_id TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS _api_key (key TEXT PRIMARY KEY, user_name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS _tiny (id TEXT PRIMARY KEY, query TEXT NOT NULL);
"""
_INDEXED = {
    "sys_journal_field": ("element_id",),
    "incident": ("correlation_id", "number", "caller_id"),
    "sys_choice": ("name",),
    "sys_properties": ("name",),
    "sys_user": ("user_name", "email"),
    "sys_user_grmember": ("user", "group"),
    "sys_user_has_role": ("user",),
    "sys_attachment": ("table_sys_id",),
    "task_sla": ("task",),
    "sc_task": ("request_item",),
    "sc_item_option_mtom": ("request_item",),
    "sysapproval_approver": ("sysapproval",),
    "alm_hardware": ("assigned_to",),
    "cmdb_ci_computer": ("assigned_to",),
    "sys_dictionary": ("name",),
}


def merged(declared: Iterable[Declared], added: Iterable[Mapping[str, str]]) -> list[Declared]:
    """Those declared in the code with those of the file: new tables, or new fields of one."""
    found = {each.name: each for each in declared}
    for row in added:
        old = found.get(row["name"])
        if old is None:
            found[row["name"]] = Declared(**row)
        else:
            specs = f"{old.specs} {row['specs']}"
            found[old.name] = Declared(old.name, old.label, old.display, specs, old.prefix, old.parent)
    return list(found.values())


def statements(tables: Mapping[str, Table], there: Mapping[str, set[str]]) -> Iterator[str]:
    """What makes a file's tables these; ``there`` are the columns it has. Nothing is ever taken away."""
    for table in tables.values():
        yield from _table(table, there.get(table.name))
    for table in tables.values():
        if table.children:
            yield f'DROP VIEW IF EXISTS "{table.source}"'
            yield _view(table)


def _table(table: Table, there: set[str] | None) -> Iterator[str]:
    columns = {name: f"\"{name}\" TEXT NOT NULL DEFAULT ''" for name in table.fields if name != "sys_id"}
    if there is None:
        yield f'CREATE TABLE "{table.name}" (sys_id TEXT PRIMARY KEY, {", ".join(columns.values())})'
        for column in _INDEXED.get(table.name, ()):
            yield f'CREATE INDEX "_{table.name}_{column}" ON "{table.name}" ("{column}" COLLATE NOCASE)'
            yield f'CREATE INDEX "_{table.name}_{column}_exact" ON "{table.name}" ("{column}")'
        return
    for name, column in columns.items():
        if name not in there:
            yield f'ALTER TABLE "{table.name}" ADD COLUMN {column}'


def _view(table: Table) -> str:
    columns = ", ".join(f'"{name}"' for name in table.fields)
    parts = [f'SELECT rowid AS _row, {columns} FROM "{name}"' for name in (table.name, *table.children)]  # noqa: S608
    return f'CREATE VIEW "{table.source}" AS {" UNION ALL ".join(parts)}'
