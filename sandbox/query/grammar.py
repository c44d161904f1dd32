"""Encoded queries, read: ``active=true^priority<3^ORvip=true^NQnumber=INC1^ORDERBYDESCopened_at``.

Pure: which fields exist is known by select.py, which drops what it does not know, as the real one does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

OPERATORS = (
    "GT_OR_EQUALS_FIELD", "LT_OR_EQUALS_FIELD", "GT_FIELD", "LT_FIELD", "NSAMEAS", "SAMEAS",
    "ISNOTEMPTY", "ISEMPTY", "NOTEMPTY", "EMPTYSTRING", "ANYTHING", "STARTSWITH", "ENDSWITH", "NOT LIKE",
    "NOTLIKE", "DOES NOT CONTAIN", "CONTAINS", "LIKE", "NOT IN", "NOTIN", "IN_HIERARCHY", "INSTANCEOF", "IN",
    "BETWEEN", "NOTON", "ON", "DYNAMIC", "DATEPART", "MORETHAN", "LESSTHAN",
    "RELATIVEGT", "RELATIVEGE", "RELATIVELT", "RELATIVELE", "RELATIVEEE", "RELATIVENE",
    "!=", "<>", ">=", "<=", "!*", "=", ">", "<", "*", "%",
)  # fmt: skip
_ALTERNATIVES = "|".join(re.escape(op) for op in sorted(OPERATORS, key=len, reverse=True))
# Field names are lower case and operators are not, so a value that contains "IN" or "LIKE" survives.
_TERM = re.compile(rf"([a-z_][a-z0-9_.]*?)({_ALTERNATIVES})(.*)", re.DOTALL)
_TEXT = "123TEXTQUERY321="
_SAME = {
    "CONTAINS": "LIKE", "*": "LIKE", "NOTLIKE": "NOT LIKE", "!*": "NOT LIKE", "DOES NOT CONTAIN": "NOT LIKE",
    "%": "ENDSWITH", "NOTIN": "NOT IN", "<>": "!=", "NOTEMPTY": "ISNOTEMPTY",
}  # fmt: skip
_NULL = {"=": "ISEMPTY", "!=": "ISNOTEMPTY"}
_RELATED = re.compile(
    r"([a-z0-9_]+)\.([a-z0-9_.]+),\s*(>=|<=|!=|=|>|<)?\s*(\d+)(?:,(m2m))?(?:\^(.*))?", re.DOTALL
)
_JOIN = re.compile(r"([a-z0-9_]+)\.([a-z0-9_]+)=([a-z0-9_]+)\.([a-z0-9_]+)(?:!(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Term:
    """``field`` may walk: ``caller_id.location.name``. ``operator`` is "" for what is no term."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True)
class Related:
    """Rows of another table that point here by ``field`` and fit ``query``: so many of them there must be."""

    table: str
    field: str
    sign: str
    count: int
    query: Query
    here: str = "sys_id"


Part = Term | Related
Clause = tuple[Part, ...]
"""Parts of which one must hold."""


@dataclass(frozen=True)
class Query:
    """Groups of which one must hold; all clauses of a group must. ``order``: (field, descending)."""

    groups: tuple[tuple[Clause, ...], ...]
    order: tuple[tuple[str, bool], ...] = ()


def parse(encoded: str) -> Query:
    """The query; never raises: what is no term becomes a Term without an operator."""
    text, related = _set_apart(encoded)
    order: list[tuple[str, bool]] = []
    groups = tuple(_group(part, order, related) for part in text.split("^NQ"))
    return Query(groups, tuple(order))


def narrowed(query: Query, clauses: tuple[Clause, ...]) -> Query:
    """The query with these clauses demanded as well."""
    return replace(query, groups=tuple((*group, *clauses) for group in query.groups))


def _set_apart(encoded: str) -> tuple[str, list[Related]]:
    """Related-list queries and joins hold queries of their own, so they are taken out first."""
    related: list[Related] = []
    text = encoded.removeprefix("GOTO")  # what a list's search box puts in front
    while (start := text.find("RLQUERY")) >= 0 and (end := text.find("^ENDRLQUERY", start)) >= 0:
        found = _RELATED.fullmatch(text[start + 7 : end])
        text = f"{text[:start]}{_mark(related, found and _related(found))}{text[end + 11 :]}"
    if text.startswith("JOIN") and (found := _JOIN.fullmatch(text[4:].removesuffix("!"))):
        _, here, table, field, inner = found.groups()
        joined = Related(table, field, ">", 0, parse(inner or ""), here)
        text = _mark(related, joined)
    return text, related


def _mark(related: list[Related], found: Related | None) -> str:
    """A stand-in for what was taken out: no text of a query holds a NUL."""
    if found is None:
        return "RLQUERY\0"
    related.append(found)
    return f"\0{len(related) - 1}"


def _related(found: re.Match[str]) -> Related:
    table, field, sign, count, _, inner = found.groups()
    return Related(table, field, sign or "=", int(count), parse(inner or ""))


def _group(text: str, order: list[tuple[str, bool]], related: list[Related]) -> tuple[Clause, ...]:
    clauses: list[list[Part]] = []
    for token in text.split("^"):
        if token in ("", "EQ"):
            continue
        if token.startswith("ORDERBY"):
            order.append(_order(token))
        elif token.startswith("GROUPBY"):
            order.append((token.removeprefix("GROUPBY"), False))
        elif token.startswith("OR") and clauses:
            clauses[-1].append(_part(token[2:], related))
        else:
            clauses.append([_part(token, related)])
    return tuple(tuple(clause) for clause in clauses)


def _order(token: str) -> tuple[str, bool]:
    if token.startswith("ORDERBYDESC"):
        return token.removeprefix("ORDERBYDESC"), True
    return token.removeprefix("ORDERBY"), False


def _part(token: str, related: list[Related]) -> Part:
    place = token[1:]
    if token.startswith("\0") and place.isascii() and place.isdigit() and int(place) < len(related):
        return related[int(place)]
    return _term(token)


def _term(token: str) -> Term:
    if token.startswith(_TEXT):
        return Term("", "TEXT", token.removeprefix(_TEXT))
    found = _TERM.fullmatch(token)
    if found is None:
        return Term("", "", token)
    field, operator, value = found.groups()
    operator = _SAME.get(operator, operator)
    if value == "NULL" and operator in _NULL:
        return Term(field, _NULL[operator], "")
    return Term(field, operator, value)
