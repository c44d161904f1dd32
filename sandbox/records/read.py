"""Rows found."""

# ruff: noqa: S608  # names in SQL come from the tables declared; values are always bound

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.errors import ApiError, no_record
from sandbox.query.grammar import Query
from sandbox.query.select import Selection
from sandbox.records.actor import Actor
from sandbox.store import Row, Store
from sandbox.tables.fields import Table


@dataclass(frozen=True)
class Found:
    rows: list[Row]
    total: int


def table_named(store: Store, name: str) -> Table:
    if name not in store.tables:
        raise ApiError(400, f"Invalid table {name}")
    return store.tables[name]


def selection(store: Store, actor: Actor) -> Selection:
    """What queries mean on this instance: two of its properties change it."""
    strict = store.property("glide.invalid_query.returns_no_rows") == "true"
    exact = store.property("sandbox.query.case_sensitive") == "true"
    return Selection(store.tables, actor.reader(exact=exact), strict)


def search(
    store: Store,
    table: Table,
    query: Query,
    actor: Actor,
    *,
    limit: int,
    offset: int = 0,
    hidden: frozenset[str] = frozenset(),
    count: bool = True,
) -> Found:
    """Rows of a query in its order. ``hidden`` rows are not there yet: a lagging replica."""
    chosen = selection(store, actor)
    condition, values = chosen.where(table, query)
    if hidden:
        condition = f"({condition}) AND sys_id NOT IN ({','.join('?' * len(hidden))})"
        values = [*values, *sorted(hidden)]
    source = f'FROM "{table.source}" AS "{table.name}" WHERE {condition}'
    page = f"ORDER BY {chosen.order(table, query)} LIMIT ? OFFSET ?"
    rows = store.rows(f"SELECT * {source} {page}", [*values, limit, offset])
    if offset == 0 and len(rows) < limit:
        return Found(rows, len(rows))
    counted = store.one(f"SELECT count(*) AS n {source}", values) if count else None
    return Found(rows, int(counted["n"]) if counted else len(rows))


def get(store: Store, table: Table, sys_id: str) -> Row:
    row = store.get(table, sys_id)
    if row is None:
        raise no_record()
    return row


def judged(store: Store, table: Table, queries: Sequence[Query], sys_id: str, actor: Actor) -> list[bool]:
    """Which of the queries this one record fits, by one statement."""
    chosen = selection(store, actor)
    conditions = [chosen.where(table, query) for query in queries]
    if not conditions:
        return []
    columns = ", ".join(f"({sql}) AS q{place}" for place, (sql, _) in enumerate(conditions))
    values = [value for _, found in conditions for value in found]
    row = store.one(f'SELECT {columns} FROM "{table.name}" WHERE sys_id = ?', [*values, sys_id])
    return [bool(value) for value in row.values()] if row else [False] * len(queries)
