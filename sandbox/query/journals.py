"""Conditions about comments and work notes, which live in a table of their own."""

# ruff: noqa: S608  # names in SQL come from the tables declared; values are always bound

from __future__ import annotations

from sandbox.query.grammar import Term
from sandbox.query.reader import Sql

_BOTH = "'comments', 'work_notes'"


def condition(term: Term, value: str, alias: str) -> Sql | None:
    """A record matches when one of its entries holds the words."""
    elements = _BOTH if term.field == "comments_and_work_notes" else f"'{term.field}'"
    inside = (
        "SELECT 1 FROM sys_journal_field j"
        f' WHERE j.element_id = "{alias}".sys_id AND j.element IN ({elements})'
    )
    fold = "lower" if value.isascii() else "folded"
    match term.operator:
        case "LIKE":
            return f"EXISTS ({inside} AND instr({fold}(j.value), {fold}(?)) > 0)", [value]
        case "NOT LIKE":
            return f"NOT EXISTS ({inside} AND instr({fold}(j.value), {fold}(?)) > 0)", [value]
        case "=":
            return f"EXISTS ({inside} AND j.value = ? COLLATE NOCASE)", [value]
        case "ISEMPTY":
            return f"NOT EXISTS ({inside})", []
        case "ISNOTEMPTY":
            return f"EXISTS ({inside})", []
    return None
