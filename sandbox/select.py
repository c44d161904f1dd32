"""A read query as SQL: fields that do not exist are dropped from it without a word, as the real one does."""

# ruff: noqa: S608  # names in SQL come from the schema; values are always bound

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox import glide
from sandbox.query import Clause, Query, Term
from sandbox.schema import TABLES, Field, Table

Sql = tuple[str, list[str]]
_IS_ME = "90d1921e5f510100a9ad2572f2b477fe"
_COMPARE = {">": ">", ">=": ">=", "<": "<", "<=": "<="}
_RELATIVE = {"RELATIVEGT": ">", "RELATIVEGE": ">=", "RELATIVELT": "<", "RELATIVELE": "<="}
_FIELDS = {
    "SAMEAS": "=",
    "NSAMEAS": "<>",
    "GT_FIELD": ">",
    "LT_FIELD": "<",
    "GT_OR_EQUALS_FIELD": ">=",
    "LT_OR_EQUALS_FIELD": "<=",
}


@dataclass(frozen=True)
class Reader:
    """Who asks and when: what ``javascript:gs.getUserID()`` and its like stand for."""

    user_id: str
    user_name: str
    now: datetime


def where(table: Table, query: Query, reader: Reader, *, strict: bool = False) -> Sql:
    """The condition and its values. ``strict``: a part that is not understood matches nothing."""
    groups: list[str] = []
    values: list[str] = []
    for group in query.groups:
        clauses = [_clause(table, clause, reader, strict) for clause in group]
        groups.append(" AND ".join(f"({sql})" for sql, _ in clauses) or "1")
        values += [value for _, found in clauses for value in found]
    return " OR ".join(f"({sql})" for sql in groups) or "1", values


def order(table: Table, query: Query) -> str:
    """The ORDER BY of the query's known fields; a reference sorts by what it shows."""
    parts = []
    for path, descending in query.order:
        field = field_of(table, path)
        if field is None:
            continue
        shown = f"{path}.{TABLES[field.table].display}" if field.table in TABLES else path
        column = _number(field, _column(table, shown))
        parts.append(f"{column} {'DESC' if descending else 'ASC'}")
    # Times are to the second: of two that are equal, the one written last counts as the newer.
    last = " DESC" if parts and parts[-1].endswith("DESC") else ""
    return ", ".join([*parts, f'"{table.name}".rowid{last}'])


def field_of(table: Table, path: str) -> Field | None:
    """The field at the end of a walk such as ``caller_id.location.name``; None when a step does not exist."""
    head, _, rest = path.partition(".")
    field = table.fields.get(head)
    if field is None or not rest:
        return field
    return field_of(TABLES[field.table], rest) if field.table in TABLES else None


def _clause(table: Table, clause: Clause, reader: Reader, strict: bool) -> Sql:
    found = [_condition(table, term, reader) for term in clause]
    if strict and None in found:
        return "0", []
    known = [sql for sql in found if sql is not None]
    return " OR ".join(sql for sql, _ in known) or "1", [value for _, values in known for value in values]


def _condition(table: Table, term: Term, reader: Reader) -> Sql | None:
    if term.operator == "TEXT":
        return _text(table, term.value)
    field = field_of(table, term.field)
    if field is None or not term.operator:
        return None
    value = _value(term.value, reader)
    if value is None:
        return None
    if field.kind == "journal":
        return _journal(table, term, value) if term.field in table.fields else None
    return _plain(table, field, Term(term.field, term.operator, value), reader)


def _value(value: str, reader: Reader) -> str | None:
    if not value.lstrip().startswith("javascript:"):
        return value
    scripts = value.split("@") if "@javascript:" in value else [value]
    results = [
        glide.computed(script, now=reader.now, user_id=reader.user_id, user_name=reader.user_name)
        for script in scripts
    ]
    return None if None in results else "@".join(result or "" for result in results)


def _plain(table: Table, field: Field, term: Term, reader: Reader) -> Sql | None:
    column, value = _column(table, term.field), term.value
    match term.operator:
        case "=":
            return f"{column} = ? COLLATE NOCASE", [value]
        case "!=":
            return f"{column} <> ? COLLATE NOCASE", [value]
        case "LIKE" | "NOT LIKE":
            sign = ">" if term.operator == "LIKE" else "="
            return f"instr(lower({column}), lower(?)) {sign} 0", [value]
        case "STARTSWITH":
            return f"substr({column}, 1, length(?)) = ? COLLATE NOCASE", [value, value]
        case "ENDSWITH":
            return f"(? = '' OR substr({column}, -length(?)) = ? COLLATE NOCASE)", [value] * 3
        case "IN" | "NOT IN":
            wanted = value.split(",")
            marks = ",".join("?" * len(wanted))
            return f"{column} COLLATE NOCASE {term.operator} ({marks})", wanted
        case "ISEMPTY" | "EMPTYSTRING":
            return f"{column} = ''", []
        case "ISNOTEMPTY":
            return f"{column} <> ''", []
        case "ANYTHING":
            return "1", []
        case "DYNAMIC":
            return (f"{column} = ?", [reader.user_id]) if value == _IS_ME else None
    return _ranged(table, field, term, reader)


def _ranged(table: Table, field: Field, term: Term, reader: Reader) -> Sql | None:
    column, mark = _number(field, _column(table, term.field)), _number(field, "?")
    if term.operator in _COMPARE:
        return f"{column} {_COMPARE[term.operator]} {mark}", [term.value]
    if term.operator in _RELATIVE:
        moment = glide.relative(term.value, now=reader.now)
        return (f"({column} <> '' AND {column} {_RELATIVE[term.operator]} ?)", [moment]) if moment else None
    if term.operator in _FIELDS:
        other = term.value.partition("@")[0]
        known = field_of(table, other) is not None
        return (
            (f"{column} {_FIELDS[term.operator]} {_number(field, _column(table, other))}", [])
            if known
            else None
        )
    if term.operator in ("BETWEEN", "ON", "NOTON"):
        ends = term.value.split("@")[-2:]
        negated = "NOT " if term.operator == "NOTON" else ""
        return (f"{column} {negated}BETWEEN {mark} AND {mark}", ends) if len(ends) == 2 else None
    return None


def _text(table: Table, words: str) -> Sql:
    columns = [f for f in ("number", "short_description", "description", "name") if f in table.fields]
    return (
        " OR ".join(f"instr(lower({_column(table, c)}), lower(?)) > 0" for c in columns) or "0",
        [words] * len(columns),
    )


def _journal(table: Table, term: Term, value: str) -> Sql | None:
    """Journals live in their own table; a record matches when one of its entries holds the words."""
    inside = (
        "SELECT 1 FROM sys_journal_field j "
        f"WHERE j.element_id = \"{table.name}\".sys_id AND j.element = '{term.field}'"
    )
    match term.operator:
        case "LIKE":
            return f"EXISTS ({inside} AND instr(lower(j.value), lower(?)) > 0)", [value]
        case "ISEMPTY":
            return f"NOT EXISTS ({inside})", []
        case "ISNOTEMPTY":
            return f"EXISTS ({inside})", []
    return None


def _column(table: Table, path: str, source: str = "") -> str:
    """A column, or for a walk the value at its end, "" where a step is empty. Only called for known paths."""
    source = source or f'"{table.name}"'
    head, _, rest = path.partition(".")
    if not rest:
        return f'{source}."{head}"'
    target = TABLES[table.fields[head].table]
    alias = f"{source.strip(chr(34))}_{head}"
    inner = _column(target, rest, alias)
    return (
        f'coalesce((SELECT {inner} FROM "{target.name}" AS {alias} '
        f"WHERE {alias}.sys_id = {source}.\"{head}\"), '')"
    )


def _number(field: Field, sql: str) -> str:
    return f"CAST({sql} AS INTEGER)" if field.kind in ("integer", "choice") else sql
