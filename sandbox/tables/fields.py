"""What a table and a field are, and the short notation in which they are declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "string", "integer", "float", "boolean", "datetime", "date", "duration", "choice", "intchoice",
    "reference", "list", "journal", "password", "html", "class", "table_name",
]  # fmt: skip
KINDS: frozenset[str] = frozenset(get_args(Kind))
NUMBERS = frozenset({"integer", "float", "intchoice"})
_MAX_LENGTH = 4000
_LABELS = {
    "sys_id": "Sys ID", "sys_created_on": "Created", "sys_created_by": "Created by",
    "sys_updated_on": "Updated", "sys_updated_by": "Updated by", "sys_mod_count": "Updates",
    "sys_class_name": "Class", "caller_id": "Caller", "close_code": "Resolution code",
    "cmdb_ci": "Configuration item", "opened_at": "Opened", "closed_at": "Closed", "resolved_at": "Resolved",
    "problem_id": "Problem", "user_name": "User ID", "comments": "Additional comments",
    "work_notes": "Work notes", "hold_reason": "On hold reason", "contact_type": "Channel",
    "vip": "VIP", "sys_domain": "Domain", "business_service": "Service",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One column. ``table`` is where a reference points; ``max_length`` is where a text is cut off."""

    name: str
    kind: Kind = "string"
    table: str = ""
    max_length: int = _MAX_LENGTH
    named: str = ""

    @property
    def label(self) -> str:
        return self.named or _LABELS.get(self.name) or self.name.replace("_", " ").strip().capitalize()

    @property
    def refers(self) -> bool:
        return self.kind == "reference"


@dataclass(frozen=True)
class Table:
    """``display`` names the field that stands for a row elsewhere; ``prefix`` starts its numbers.

    ``fields`` includes those of ``parent``; ``children`` are all tables that extend it, near and far;
    ``line`` is the table and those it extends, nearest first.
    """

    name: str
    label: str
    display: str
    fields: dict[str, Field]
    prefix: str = ""
    parent: str = ""
    children: tuple[str, ...] = ()
    line: tuple[str, ...] = ()

    @property
    def journals(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields.values() if f.kind == "journal")

    @property
    def source(self) -> str:
        """What to read rows from: its own table, or the view over it and those that extend it."""
        return f"{self.name}+" if self.children else self.name


@dataclass(frozen=True)
class Declared:
    """A table as it is written down: own fields only. ``specs``: ``number#40 caller_id>sys_user"
    " due:datetime``."""

    name: str
    label: str
    display: str
    specs: str
    prefix: str = ""
    parent: str = ""


SYSTEM = (
    "sys_id#32 sys_created_on:datetime sys_created_by#40 sys_updated_on:datetime sys_updated_by#40"
    " sys_mod_count:integer sys_tags"
)


def field(spec: str) -> Field:
    """``name``, ``name#length``, ``name:kind``, ``name>table`` (a reference), ``name>>table`` (several)."""
    for mark in (">>", ">", ":", "#"):
        name, found, rest = spec.partition(mark)
        if found == ">>":
            return Field(name, "list", table=rest)
        if found == ">":
            return Field(name, "reference", table=rest, max_length=32)
        if found == ":":
            if rest not in KINDS:
                raise ValueError(f"{spec}: no such kind")
            return Field(name, rest, max_length=_length(rest))  # type: ignore[arg-type]  # one of KINDS
        if found == "#":
            return Field(name, max_length=int(rest))
    return Field(spec)


def _length(kind: str) -> int:
    return 8_000_000 if kind == "html" else 1_000_000 if kind == "journal" else _MAX_LENGTH


def assembled(declared: Iterable[Declared]) -> dict[str, Table]:
    """Every table with what it inherits. A parent may come after its children."""
    by_name = {each.name: each for each in declared}
    return {name: _table(each, by_name) for name, each in by_name.items()}


def _table(each: Declared, by_name: dict[str, Declared]) -> Table:
    line = _line(each, by_name)
    fields = {f.name: f for ancestor in line for f in map(field, ancestor.specs.split())}
    own = {f.name: f for f in map(field, SYSTEM.split())}
    heirs = tuple(n for n, other in by_name.items() if n != each.name and each in _line(other, by_name))
    names = tuple(ancestor.name for ancestor in reversed(line))
    return Table(
        each.name, each.label, each.display, {**own, **fields}, each.prefix, each.parent, heirs, names
    )


def _line(each: Declared, by_name: dict[str, Declared]) -> list[Declared]:
    """From the topmost ancestor down to the table itself."""
    line = [each]
    while line[0].parent in by_name and by_name[line[0].parent] not in line:
        line.insert(0, by_name[line[0].parent])
    return line
