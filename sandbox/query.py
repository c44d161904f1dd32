"""Encoded queries, read: ``active=true^priority<3^ORvip=true^NQnumber=INC1^ORDERBYDESCopened_at``.

Pure: which fields exist is known by sandbox.select, which drops what it does not know, as the real one does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OPERATORS = (
    "GT_OR_EQUALS_FIELD", "LT_OR_EQUALS_FIELD", "GT_FIELD", "LT_FIELD", "NSAMEAS", "SAMEAS",
    "ISNOTEMPTY", "ISEMPTY", "EMPTYSTRING", "ANYTHING", "STARTSWITH", "ENDSWITH", "NOT LIKE", "NOTLIKE",
    "CONTAINS", "LIKE", "NOT IN", "NOTIN", "IN", "BETWEEN", "NOTON", "ON", "DYNAMIC",
    "RELATIVEGT", "RELATIVEGE", "RELATIVELT", "RELATIVELE", "RELATIVEEE",
    "!=", ">=", "<=", "!*", "=", ">", "<", "*", "%",
)  # fmt: skip
_ALTERNATIVES = "|".join(re.escape(op) for op in sorted(OPERATORS, key=len, reverse=True))
# Field names are lower case and operators are not, so a value that contains "IN" or "LIKE" survives.
_TERM = re.compile(rf"([a-z_][a-z0-9_.]*?)({_ALTERNATIVES})(.*)", re.DOTALL)
_TEXT = "123TEXTQUERY321="
_SAME = {
    "CONTAINS": "LIKE",
    "*": "LIKE",
    "NOTLIKE": "NOT LIKE",
    "!*": "NOT LIKE",
    "%": "ENDSWITH",
    "NOTIN": "NOT IN",
}


@dataclass(frozen=True)
class Term:
    """``field`` may walk: ``caller_id.location.name``. ``operator`` is "" for what is no term."""

    field: str
    operator: str
    value: str


Clause = tuple[Term, ...]
"""Terms of which one must hold."""


@dataclass(frozen=True)
class Query:
    """Groups of which one must hold; all clauses of a group must. ``order``: (field, descending)."""

    groups: tuple[tuple[Clause, ...], ...]
    order: tuple[tuple[str, bool], ...] = ()


def parse(encoded: str) -> Query:
    """The query; never raises: what is no term becomes a Term without an operator."""
    order: list[tuple[str, bool]] = []
    groups = tuple(_group(part, order) for part in encoded.split("^NQ"))
    return Query(groups, tuple(order))


def _group(text: str, order: list[tuple[str, bool]]) -> tuple[Clause, ...]:
    clauses: list[list[Term]] = []
    for token in text.split("^"):
        if token in ("", "EQ"):
            continue
        if token.startswith("ORDERBY"):
            order.append(_order(token))
        elif token.startswith("OR") and clauses:
            clauses[-1].append(_term(token[2:]))
        else:
            clauses.append([_term(token)])
    return tuple(tuple(clause) for clause in clauses)


def _order(token: str) -> tuple[str, bool]:
    if token.startswith("ORDERBYDESC"):
        return token.removeprefix("ORDERBYDESC"), True
    return token.removeprefix("ORDERBY"), False


def _term(token: str) -> Term:
    if token.startswith(_TEXT):
        return Term("", "TEXT", token.removeprefix(_TEXT))
    found = _TERM.fullmatch(token)
    if found is None:
        return Term("", "", token)
    field, operator, value = found.groups()
    return Term(field, _SAME.get(operator, operator), value)
