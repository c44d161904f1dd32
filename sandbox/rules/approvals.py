"""Approvals: asked for, decided, and what a decision does to what waits for it."""

from __future__ import annotations

from sandbox.errors import operation_failed
from sandbox.rules.circumstance import Circumstance, Hands
from sandbox.store import Row
from sandbox.tables.fields import Table

_DECISIONS = ("approved", "rejected")


def created(row: Row, here: Circumstance) -> Row:
    return {"state": "requested", "source_table": "task", **{k: v for k, v in row.items() if v != ""}}


def updated(old: Row, changes: Row, here: Circumstance) -> Row:
    """What is decided stays so. Raises ApiError."""
    if old["state"] in _DECISIONS and changes.get("state", old["state"]) != old["state"]:
        rule = "Approval is decided"
        detail = (
            f"Operation against file 'sysapproval_approver' was aborted by Business Rule '{rule}^a90f0bad'. "
        )
        raise operation_failed(f"{detail}Business Rule Stack:{rule}")
    return changes


def ask(hands: Hands, task: Row, approver: str) -> Row:
    """An approval that somebody shall give to a task."""
    about = {
        "sysapproval": task["sys_id"],
        "document_id": task["sys_id"],
        "source_table": task["sys_class_name"],
    }
    return hands.create("sysapproval_approver", {"approver": approver, "state": "requested", **about})


def decided(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    """One no is a no; when all say yes it is a yes. The others need not answer any more."""
    if not new["sysapproval"] or new["state"] not in _DECISIONS or old.get("state") == new["state"]:
        return
    every = hands.store.rows(
        "SELECT * FROM sysapproval_approver WHERE sysapproval = ? AND state <> 'cancelled'",
        [new["sysapproval"]],
    )
    waiting = [row for row in every if row["state"] == "requested"]
    if new["state"] == "approved" and waiting:
        return
    for row in waiting:
        hands.update("sysapproval_approver", row["sys_id"], {"state": "not_required"})
    hands.update("task", new["sysapproval"], {"approval": new["state"]})
