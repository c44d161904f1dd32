"""One term of a query as SQL, operator by operator."""

# ruff: noqa: S608  # names in SQL come from the tables declared; values are always bound

from __future__ import annotations

from sandbox.query import dates, glide
from sandbox.query.grammar import Term
from sandbox.query.reader import Reader, Sql
from sandbox.query.walk import Tables, column, displayed, field_of, number
from sandbox.tables.fields import NUMBERS, Field, Table

_IS_ME = "90d1921e5f510100a9ad2572f2b477fe"
_MY_GROUPS = "d6435e965f510100a9ad2572f2b477fe"
_BOOLEANS = {"1": "true", "0": "false"}
_COMPARE = (">", ">=", "<", "<=")
_FIELDS = {
    "SAMEAS": "=", "NSAMEAS": "<>", "GT_FIELD": ">", "LT_FIELD": "<", "GT_OR_EQUALS_FIELD": ">=",
    "LT_OR_EQUALS_FIELD": "<=",
}  # fmt: skip
_DATED = ("RELATIVEGT", "RELATIVEGE", "RELATIVELT", "RELATIVELE", "RELATIVEEE", "RELATIVENE", "DATEPART",
          "MORETHAN", "LESSTHAN")  # fmt: skip


def scripted(value: str, reader: Reader) -> str | None:
    """The value with its ``javascript:`` parts computed; None when one of them is not on the list."""
    if "javascript:" not in value:
        return value
    parts = [part.strip() for part in value.split("@")]
    found = [
        glide.computed(
            part,
            now=reader.now,
            user_id=reader.user_id,
            user_name=reader.user_name,
            time_zone=reader.time_zone,
        )
        if part.startswith("javascript:") and not dates.is_part(part)
        else part
        for part in parts
    ]
    return None if None in found else "@".join(part or "" for part in found)


def plain(tables: Tables, table: Table, field: Field, term: Term, reader: Reader, alias: str) -> Sql | None:
    if term.operator in _DATED:
        return dates.condition(tables, table, field, term, reader, alias)
    texts = _textual(tables, table, field, term, reader, alias)
    return texts or _ranged(tables, table, field, term, alias)


def _textual(
    tables: Tables, table: Table, field: Field, term: Term, reader: Reader, alias: str
) -> Sql | None:
    col, value = column(tables, table, term.field, alias), term.value
    words = displayed(tables, table, term.field, alias) if _wordy(term) else col
    case = "" if reader.exact else f" COLLATE {_collation(value)}"
    folded = "{}" if reader.exact else "lower({})" if value.isascii() else "folded({})"
    if field.kind == "boolean":
        value = _BOOLEANS.get(value.lower(), value)
    if field.kind in NUMBERS and term.operator in ("=", "!=") and _is_number(value):
        sign = "=" if term.operator == "=" else "<>"
        return f"({col} <> '' AND {number(field, col)} = {number(field, '?')}) = {sign == '='}", [value]
    match term.operator:
        case "=":
            return f"{col} = ?{case}", [value]
        case "!=":
            return f"{col} <> ?{case}", [value]
        case "LIKE" | "NOT LIKE":
            sign = ">" if term.operator == "LIKE" else "="
            return f"instr({folded.format(words)}, {folded.format('?')}) {sign} 0", [value]
        case "STARTSWITH":
            return f"substr({words}, 1, length(?)) = ?{case}", [value, value]
        case "ENDSWITH":
            return f"(? = '' OR substr({words}, -length(?)) = ?{case})", [value] * 3
        case "IN" | "NOT IN":
            wanted = [each.strip() for each in value.split(",")]
            return f"{col}{case} {term.operator} ({','.join('?' * len(wanted))})", wanted
        case "ISEMPTY" | "EMPTYSTRING":
            return f"{col} = ''", []
        case "ISNOTEMPTY":
            return f"{col} <> ''", []
        case "ANYTHING":
            return "1", []
    return _peopled(tables, field, term, reader, col)


def _peopled(tables: Tables, field: Field, term: Term, reader: Reader, col: str) -> Sql | None:
    """Operators that ask about me, my groups, a class or a tree."""
    match term.operator, term.value:
        case "DYNAMIC", value if value == _IS_ME:
            return f"{col} = ?", [reader.user_id]
        case "DYNAMIC", value if value == _MY_GROUPS:
            return f'{col} IN (SELECT "group" FROM sys_user_grmember WHERE "user" = ?)', [reader.user_id]
        case "INSTANCEOF", value if value in tables:
            names = [value, *tables[value].children]
            return f"{col} IN ({','.join('?' * len(names))})", names
        case "IN_HIERARCHY", value if field.table in tables and "parent" in tables[field.table].fields:
            tree = (
                "WITH RECURSIVE below(id) AS (SELECT ? UNION"
                f' SELECT t.sys_id FROM "{tables[field.table].source}" t'
                " JOIN below ON t.parent = below.id) SELECT id FROM below"
            )
            return f"{col} IN ({tree})", [value]
    return None


def _ranged(tables: Tables, table: Table, field: Field, term: Term, alias: str) -> Sql | None:
    col, mark = number(field, column(tables, table, term.field, alias)), number(field, "?")
    there = f"{column(tables, table, term.field, alias)} <> ''"
    if term.operator in _COMPARE:
        # An empty field is neither more nor less than anything.
        return f"({there} AND {col} {term.operator} {mark})", [term.value]
    if term.operator in _FIELDS:
        other = term.value.partition("@")[0]
        if field_of(tables, table, other) is None:
            return None
        return f"{col} {_FIELDS[term.operator]} {number(field, column(tables, table, other, alias))}", []
    if term.operator in ("BETWEEN", "ON", "NOTON"):
        ends = term.value.split("@")[-2:]
        negated = "NOT " if term.operator == "NOTON" else ""
        return (f"({there} AND {col} {negated}BETWEEN {mark} AND {mark})", ends) if len(ends) == 2 else None
    return None


def _wordy(term: Term) -> bool:
    """A reference that is searched by words is searched by what it shows."""
    return term.operator in ("LIKE", "NOT LIKE", "STARTSWITH", "ENDSWITH")


def _collation(value: str) -> str:
    """SQLite's own knows no letters but English ones; the other is slower, and seldom needed."""
    return "NOCASE" if value.isascii() else "FOLDED"


def _is_number(value: str) -> bool:
    return value.lstrip("-").isdecimal() and value.isascii()
