"""What every task has and does, whatever extends it. Pure."""

from __future__ import annotations

from sandbox.rules.circumstance import Circumstance
from sandbox.store import Row

DEFAULTS: Row = {
    "impact": "3",
    "urgency": "3",
    "priority": "4",
    "made_sla": "true",
    "active": "true",
    "knowledge": "false",
    "escalation": "0",
    "approval": "not requested",
    "upon_approval": "proceed",
    "upon_reject": "cancel",
    "reassignment_count": "0",
    "sys_domain": "global",
    "sys_domain_path": "/",
}
_PRIORITY = {"11": 1, "12": 2, "13": 3, "21": 2, "22": 3, "23": 4, "31": 3, "32": 4, "33": 5}
_FIRST = {"problem": "101", "problem_task": "151", "change_request": "-5", "change_task": "-5"}
_ENDED = {
    "incident": ("7", "8"),
    "problem": ("107",),
    "problem_task": ("157",),
    "change_request": ("3", "4"),
}
_ELSE_ENDED = ("3", "4", "7")


def priority(row: Row) -> str:
    """Looked up from impact and urgency; what was sent is never taken."""
    return str(_PRIORITY.get(row.get("impact", "") + row.get("urgency", ""), 5))


def ended(table: str, state: str) -> bool:
    return state in _ENDED.get(table, _ELSE_ENDED)


def created(row: Row, here: Circumstance) -> Row:
    table = row.get("sys_class_name", "task")
    first = {"state": _FIRST.get(table, "1"), "opened_by": here.user, "opened_at": here.now}
    filled = {**DEFAULTS, **first, **{k: v for k, v in row.items() if v != ""}}
    filled["task_effective_number"] = filled.get("number", "")
    return filled | _ending(table, {}, filled, here)


def updated(old: Row, changes: Row, here: Circumstance) -> Row:
    wanted = dict(changes)
    new = {**old, **wanted}
    if new["assignment_group"] != old["assignment_group"]:
        wanted.setdefault("assigned_to", "")
        wanted["reassignment_count"] = str(int(old["reassignment_count"] or 0) + 1)
    return wanted | _ending(old.get("sys_class_name", "task"), old, {**old, **wanted}, here)


def _ending(table: str, old: Row, new: Row, here: Circumstance) -> Row:
    if old.get("state") == new["state"]:
        return {}
    if not ended(table, new["state"]):
        return {"active": "true"} if old else {}
    closed = {"closed_at": new.get("closed_at") or here.now, "closed_by": new.get("closed_by") or here.user}
    return {"active": "false", **closed}
