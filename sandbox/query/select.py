"""A read query as SQL: fields that do not exist are dropped from it without a word, as the real one does."""

# ruff: noqa: S608  # names in SQL come from the tables declared; values are always bound

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.query import journals
from sandbox.query.conditions import plain, scripted
from sandbox.query.grammar import Clause, Part, Query, Related, Term
from sandbox.query.reader import Reader, Sql
from sandbox.query.walk import column, field_of, sortable
from sandbox.tables.fields import Table

_TEXTS = (
    "number", "short_description", "description", "name", "text", "title", "user_name", "display_name",
    "asset_tag", "meta", "keywords",
)  # fmt: skip


@dataclass(frozen=True)
class Selection:
    """What queries of these tables mean. ``strict``: a part that is not understood matches nothing."""

    tables: Mapping[str, Table]
    reader: Reader
    strict: bool = False

    def where(self, table: Table, query: Query, *, alias: str = "") -> Sql:
        """The condition and its values. ``alias`` is what the table is called in the statement."""
        groups: list[str] = []
        values: list[str] = []
        for group in query.groups:
            clauses = [self._clause(table, clause, alias or table.name) for clause in group]
            groups.append(" AND ".join(f"({sql})" for sql, _ in clauses) or "1")
            values += [value for _, found in clauses for value in found]
        return " OR ".join(f"({sql})" for sql in groups) or "1", values

    def order(self, table: Table, query: Query) -> str:
        """The ORDER BY of the query's known fields; a reference sorts by what it shows."""
        parts = []
        for path, descending in query.order:
            found = sortable(self.tables, table, path)
            parts += [f"{sql} {'DESC' if descending else 'ASC'}" for sql in found]
        # Times are to the second: of two that are equal, the one written last counts as the newer.
        last = " DESC" if parts and parts[-1].endswith("DESC") else ""
        row = f'"{table.name}"._row' if table.children else f'"{table.name}".rowid'
        return ", ".join([*parts, f"{row}{last}"])

    def _clause(self, table: Table, clause: Clause, alias: str) -> Sql:
        found = [self._part(table, part, alias) for part in clause]
        if self.strict and None in found:
            return "0", []
        known = [sql for sql in found if sql is not None]
        return " OR ".join(sql for sql, _ in known) or "1", [value for _, values in known for value in values]

    def _part(self, table: Table, part: Part, alias: str) -> Sql | None:
        if isinstance(part, Related):
            return self._related(table, part, alias)
        return self._term(table, part, alias)

    def _term(self, table: Table, term: Term, alias: str) -> Sql | None:
        if term.operator == "TEXT":
            return _text(table, term.value, alias)
        field = field_of(self.tables, table, term.field)
        if field is None or not term.operator:
            return None
        value = scripted(term.value, self.reader)
        if value is None:
            return None
        if field.kind == "journal":
            return journals.condition(term, value, alias) if term.field in table.fields else None
        return plain(self.tables, table, field, Term(term.field, term.operator, value), self.reader, alias)

    def _related(self, table: Table, part: Related, alias: str) -> Sql | None:
        """Rows of the other table that point here, counted."""
        other = self.tables.get(part.table)
        if other is None or field_of(self.tables, other, part.field) is None or part.here not in table.fields:
            return None
        inner = f"{alias}_rl"
        condition, values = self.where(other, part.query, alias=inner)
        points = f'{column(self.tables, other, part.field, inner)} = "{alias}"."{part.here}"'
        counted = f'SELECT count(*) FROM "{other.source}" AS "{inner}" WHERE {points} AND ({condition})'
        return f"({counted}) {part.sign.replace('!=', '<>')} {part.count}", values


def _text(table: Table, words: str, alias: str) -> Sql:
    """Every word somewhere in the record's texts."""
    columns = [f'"{alias}"."{name}"' for name in _TEXTS if name in table.fields]
    if not columns:
        return "0", []
    text = " || ' ' || ".join(columns)
    wanted = words.split()[:20] or [words]
    fold = "lower" if words.isascii() else "folded"
    return " AND ".join(f"instr({fold}({text}), {fold}(?)) > 0" for _ in wanted), wanted
