"""Rows as the Table API shows them: values, display values or both, with or without links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sandbox.query import glide
from sandbox.query.walk import field_of
from sandbox.records import journals, labels
from sandbox.store import Row, Store
from sandbox.tables.fields import Field, Table

_ASKED = ("sc_req_item", "sc_task")
Mode = Literal["false", "true", "all"]


@dataclass(frozen=True)
class View:
    """How to show rows. ``fields`` empty means all; ``base`` starts the links; ``closed`` are never shown."""

    base: str
    mode: Mode = "false"
    links: bool = True
    fields: tuple[str, ...] = ()
    time_zone: str = "UTC"
    closed: frozenset[str] = frozenset()


def records(store: Store, table: Table, rows: list[Row], view: View) -> list[dict[str, Any]]:
    names = view.fields or tuple(sorted(table.fields))
    return [_record(store, table, row, names, view) for row in rows]


def record(store: Store, table: Table, row: Row, view: View) -> dict[str, Any]:
    return records(store, table, [row], view)[0]


def _record(store: Store, table: Table, row: Row, names: tuple[str, ...], view: View) -> dict[str, Any]:
    if view.mode == "false":
        return _values(store, table, row, names, view)
    return _displays(store, table, row, names, view)


def _values(store: Store, table: Table, row: Row, names: tuple[str, ...], view: View) -> dict[str, Any]:
    """The usual case apart, because it is asked most: stored values, hardly any of them looked at."""
    fields, closed, links, shown = table.fields, view.closed, view.links, {}
    for name in names:
        field = fields.get(name)
        if field is None or name in closed:
            if "." in name and (found := _walk(store, table, row, name, view)) is not None:
                shown[name] = found
            continue
        value = row.get(name, "")
        if value and field.kind == "reference" and links:
            shown[name] = {"link": _link(field, value, view), "value": value}
        else:
            shown[name] = "" if field.kind in ("journal", "password") else value
    return shown


def _displays(store: Store, table: Table, row: Row, names: tuple[str, ...], view: View) -> dict[str, Any]:
    """Most fields of a record are empty, and an empty one shows nothing: only journals are kept elsewhere."""
    fields, both, shown = table.fields, view.mode == "all", {}
    for name in names:
        field = fields.get(name)
        if field is None or row.get(name, "") or field.kind == "journal" or name in view.closed:
            found = _walk(store, table, row, name, view)
            if found is not None:
                shown[name] = found
        else:
            shown[name] = {"display_value": "", "value": ""} if both else ""
    return shown


def _walk(store: Store, table: Table, row: Row | None, path: str, view: View) -> Any:
    """The value at the end of ``caller_id.location.name``; "" for an empty step, None for no such field."""
    head, _, rest = path.partition(".")
    if head == "variables" and rest and table.name in _ASKED:
        return _answer(store, table, row, rest, view)
    field = table.fields.get(head)
    if field is None or head in view.closed:
        return None
    if not rest:
        return _cell(store, table, field, row, view)
    target = store.tables.get(field.table) if field.refers else None
    if target is None or field_of(store.tables, target, rest) is None:
        return None
    value = row[head] if row else ""
    return _walk(store, target, store.get(target, value) if value else None, rest, view)


def _answer(store: Store, table: Table, row: Row | None, name: str, view: View) -> Any:
    """``variables.reason``: the answer to a question of the catalogue item; None for no such question."""
    item = (row or {}).get("sys_id" if table.name == "sc_req_item" else "request_item", "")
    found = store.one(
        "SELECT o.value AS value FROM sc_item_option_mtom m"
        " JOIN sc_item_option o ON o.sys_id = m.sc_item_option"
        " JOIN item_option_new q ON q.sys_id = o.item_option_new WHERE m.request_item = ? AND q.name = ?",
        [item, name],
    )
    if found is None:
        return None
    return (
        {"display_value": found["value"], "value": found["value"]} if view.mode == "all" else found["value"]
    )


def _cell(store: Store, table: Table, field: Field, row: Row | None, view: View) -> Any:
    value = row.get(field.name, "") if row else ""
    hidden = "" if field.kind in ("journal", "password") else value
    linked = field.kind == "reference" and value and view.links
    link = {"link": _link(field, value, view)} if linked else {}
    if view.mode == "false":
        return {**link, "value": value} if link else hidden
    shown = display(store, table, field, row, view.time_zone)
    if view.mode == "all":
        return {"display_value": shown, "value": hidden, **link}
    return {"display_value": shown, **link} if link else shown


def _link(field: Field, value: str, view: View) -> str:
    return f"{view.base}/table/{field.table}/{value}"


def display(store: Store, table: Table, field: Field, row: Row | None, time_zone: str) -> str:
    """A cell as a person sees it."""
    if row is None:
        return ""
    value = row.get(field.name, "")
    match field.kind:
        case "reference":
            return labels.reference(store, field, value) or ("global" if value == "global" else "")
        case "choice" | "intchoice":
            return labels.labels(store, store.concrete(table, row), field.name).get(value, value)
        case "datetime":
            return glide.shown(value, time_zone) if value else ""
        case "journal":
            return journals.shown(store, row["sys_id"], field.name, time_zone)
        case "password":
            return "********" if value else ""
        case "duration":
            return glide.spoken(value)
        case "list":
            return ", ".join(
                labels.reference(store, field, part) or part for part in value.split(",") if part
            )
        case "class":
            return store.tables[value].label if value in store.tables else value
    return value
