"""Which rules each table has: before a row is written (pure) and after (they write more rows)."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.rules import (
    approvals,
    assets,
    counts,
    dictionary,
    incident,
    requests,
    service_levels,
    task,
    tracked,
)
from sandbox.rules.circumstance import Circumstance, Hands
from sandbox.store import Row
from sandbox.tables.fields import Table

Created = Callable[[Row, Circumstance], Row]
Updated = Callable[[Row, Row, Circumstance], Row]
After = Callable[[Hands, Table, Row, Row, Row], None]
"""Hands, table, the row before ({} when it is new), the row now, what was sent."""

_CREATED: dict[str, Created] = {
    "incident": incident.created,
    "problem": tracked.problem_created,
    "change_request": tracked.change_created,
    "task": task.created,
    "interaction": tracked.interaction_created,
    "cmdb_ci_outage": tracked.outage_written,
    "sys_user": tracked.user_written,
    "kb_knowledge": tracked.article_created,
    "sysapproval_approver": approvals.created,
    "sc_cart_item": requests.cart_item_created,
}
_UPDATED: dict[str, Updated] = {
    "incident": incident.updated,
    "problem": tracked.problem_updated,
    "change_request": tracked.change_updated,
    "task": task.updated,
    "interaction": tracked.interaction_updated,
    "cmdb_ci_outage": lambda old, changes, here: _changed(old, changes, tracked.outage_written, here),
    "sys_user": lambda old, changes, here: _changed(old, changes, tracked.user_written, here),
    "kb_knowledge": tracked.article_updated,
    "sysapproval_approver": approvals.updated,
}
_AFTER: dict[str, tuple[After, ...]] = {
    "task": (service_levels.follow, counts.audited),
    "incident": (counts.related,),
    "sc_task": (requests.task_written,),
    "sc_req_item": (requests.item_written,),
    "sysapproval_approver": (approvals.decided,),
    "kb_use": (counts.article_used,),
    "kb_feedback": (counts.article_judged,),
    "sys_db_object": (dictionary.table_added,),
    "sys_dictionary": (dictionary.field_added,),
    "alm_asset": (assets.written,),
}
ON_BOOLEANS = ("active",)


def before_insert(table: Table, row: Row, here: Circumstance) -> Row:
    """The row with all that the server fills in. Raises ApiError when a policy forbids it."""
    for name in table.line:
        if name in _CREATED:
            return _blank_booleans(table, _CREATED[name](row, here))
    return _blank_booleans(table, row)


def before_update(table: Table, old: Row, changes: Row, here: Circumstance) -> Row:
    """The changes and what follows from them in the same row. Raises ApiError."""
    for name in table.line:
        if name in _UPDATED:
            return _UPDATED[name](old, changes, here)
    return changes


def after(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    for name in table.line:
        for rule in _AFTER.get(name, ()):
            rule(hands, table, old, new, sent)


def after_delete(hands: Hands, table: Table, old: Row) -> None:
    if "task" in table.line:
        for row in hands.store.rows("SELECT sys_id FROM task_sla WHERE task = ?", [old["sys_id"]]):
            hands.store.delete(hands.store.tables["task_sla"], row["sys_id"])


def _blank_booleans(table: Table, row: Row) -> Row:
    """A flag that nobody set is false, and "active" is true."""
    flags = {name for name, field in table.fields.items() if field.kind == "boolean" and not row.get(name)}
    return {**row, **{name: "true" if name in ON_BOOLEANS else "false" for name in flags}}


def _changed(old: Row, changes: Row, rule: Created, here: Circumstance) -> Row:
    new = rule({**old, **changes}, here)
    return {name: value for name, value in new.items() if name in changes or value != old.get(name)}
