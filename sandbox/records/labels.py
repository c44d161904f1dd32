"""What choices and references are called."""

from __future__ import annotations

from sandbox.store import Store
from sandbox.tables.fields import Field, Table


def labels(store: Store, table: Table, element: str) -> dict[str, str]:
    """Every value of a choice list with its label: the table's own list, else its parent's."""

    def read() -> dict[str, str]:
        return _list(store, table, element, active=False)

    return store.remembered(("labels", table.name, element), ("sys_choice",), read)


def offered(store: Store, table: Table, element: str) -> dict[str, str]:
    """The values that may be chosen now."""

    def read() -> dict[str, str]:
        return _list(store, table, element, active=True)

    return store.remembered(("offered", table.name, element), ("sys_choice",), read)


def value_of(store: Store, table: Table, element: str, label: str) -> str | None:
    """The value that is called so, in any case of letters."""
    wanted = label.casefold()
    return next((v for v, text in labels(store, table, element).items() if text.casefold() == wanted), None)


def reference(store: Store, field: Field, value: str) -> str:
    """What the row pointed at is called; "" when it is not there."""
    target = store.tables.get(field.table)
    if target is None or not value:
        return ""
    names = store.remembered(("names", target.name), (target.name, *target.children), dict[str, str])
    if value not in names:
        row = store.get(target, value)
        names[value] = _shown(store, target, row[target.display] if row else "")
    return names[value]


def referred(store: Store, field: Field, text: str) -> str | None:
    """The sys_id of the row that is called so (for people also by user name); None when there is none."""
    target = store.tables.get(field.table)
    if target is None:
        return None
    for name in (target.display, "user_name", "email", "name", "number"):
        if name in target.fields and (row := store.by(target.name, **{name: text})):
            return row["sys_id"]
    return None


def _shown(store: Store, target: Table, value: str) -> str:
    """A row that stands for itself by a reference is called what that is called."""
    field = target.fields[target.display]
    return reference(store, field, value) or value if field.refers else value


def _list(store: Store, table: Table, element: str, *, active: bool) -> dict[str, str]:
    for name in table.line:
        rows = store.rows(
            "SELECT value, label, inactive FROM sys_choice WHERE name = ? AND element = ?"
            " ORDER BY CAST(sequence AS INTEGER)",
            [name, element],
        )
        if rows:
            return {r["value"]: r["label"] for r in rows if not (active and r["inactive"] == "true")}
    return {}
