"""Fields reached through references: ``caller_id.location.name``, as a field and as SQL."""

# ruff: noqa: S608  # names in SQL come from the tables declared; values are always bound

from __future__ import annotations

from collections.abc import Mapping

from sandbox.tables.fields import NUMBERS, Field, Table

Tables = Mapping[str, Table]


def field_of(tables: Tables, table: Table, path: str) -> Field | None:
    """The field at the end of a walk; None when a step does not exist."""
    head, _, rest = path.partition(".")
    field = table.fields.get(head)
    if field is None or not rest:
        return field
    return field_of(tables, tables[field.table], rest) if field.refers and field.table in tables else None


def column(tables: Tables, table: Table, path: str, source: str) -> str:
    """A column, or for a walk the value at its end, "" where a step is empty. Only for known paths."""
    head, _, rest = path.partition(".")
    if not rest:
        return f'"{source}"."{head}"'
    target = tables[table.fields[head].table]
    alias = f"{source}_{head}"
    inner = column(tables, target, rest, alias)
    return (
        f'coalesce((SELECT {inner} FROM "{target.source}" AS "{alias}" '
        f'WHERE "{alias}".sys_id = "{source}"."{head}"), \'\')'
    )


def displayed(tables: Tables, table: Table, path: str, source: str) -> str:
    """The column, or for a reference what it shows."""
    field = field_of(tables, table, path)
    if field is not None and field.refers and field.table in tables:
        shown = column(tables, table, f"{path}.{tables[field.table].display}", source)
        return f"coalesce(nullif({shown}, ''), {column(tables, table, path, source)})"
    return column(tables, table, path, source)


def sortable(tables: Tables, table: Table, path: str) -> list[str]:
    """What to sort by for a field: numbers by size, choices by size and then by text; [] for no field."""
    field = field_of(tables, table, path)
    if field is None or field.kind == "journal":
        return []
    sql = displayed(tables, table, path, table.name)
    if field.kind in NUMBERS:
        return [number(field, sql)]
    return [f"{sql} COLLATE NOCASE"]


def number(field: Field, sql: str) -> str:
    kind = "REAL" if field.kind == "float" else "INTEGER"
    return f"CAST({sql} AS {kind})" if field.kind in NUMBERS else sql
