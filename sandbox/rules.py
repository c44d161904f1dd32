"""What ServiceNow does to an incident by itself: defaults, priority, states, mandatory fields. Pure."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.errors import ApiError, operation_failed
from sandbox.store import Row

DEFAULTS: Row = {
    "state": "1",
    "incident_state": "1",
    "category": "inquiry",
    "impact": "3",
    "urgency": "3",
    "severity": "3",
    "made_sla": "true",
    "active": "true",
    "knowledge": "false",
    "notify": "1",
    "escalation": "0",
    "approval": "not requested",
    "upon_approval": "proceed",
    "upon_reject": "cancel",
    "reopen_count": "0",
    "reassignment_count": "0",
    "child_incidents": "0",
    "sys_domain": "global",
    "sys_domain_path": "/",
    "sys_class_name": "incident",
}
_PRIORITY = {"11": 1, "12": 2, "13": 3, "21": 2, "22": 3, "23": 4, "31": 3, "32": 4, "33": 5}
_RESOLVED, _CLOSED, _CANCELED = "6", "7", "8"
_AWAITING_CALLER = "1"


def created(row: Row, *, user: str, now: str) -> Row:
    """A new incident's row, with all that the server fills in."""
    filled = {**DEFAULTS, "opened_by": user, "opened_at": now, **{k: v for k, v in row.items() if v != ""}}
    filled["task_effective_number"] = filled.get("number", "")
    return filled | _moved({}, filled, user=user, now=now)


def updated(old: Row, changes: Row, *, user: str, now: str) -> Row:
    """The changes and what follows from them. Raises ApiError when the state model forbids them."""
    wanted = dict(changes)
    if "incident_state" in wanted and "state" not in wanted:
        wanted["state"] = wanted["incident_state"]
    if _awaits_caller(old) and changes.get("comments") and "state" not in wanted and user == old["caller_id"]:
        wanted["state"], wanted["hold_reason"] = "2", ""
    new = {**old, **wanted}
    if new["assignment_group"] != old["assignment_group"]:
        wanted.setdefault("assigned_to", "")
        wanted["reassignment_count"] = str(int(old["reassignment_count"] or 0) + 1)
    if new["state"] != old["state"]:
        _may_move(old["state"], new["state"])
    return wanted | _moved(old, {**old, **wanted}, user=user, now=now)


def check(new: Row, *, comments: str, offered: Callable[[str, str], bool]) -> None:
    """The data policy. ``offered`` says whether a choice list has a value. Raises ApiError."""
    missing = []
    if new["state"] in (_RESOLVED, _CLOSED):
        # A code that is not on the list counts as missing, as on the real one.
        if not offered("close_code", new.get("close_code", "")):
            missing.append("Resolution code")
        if not new.get("close_notes", "").strip():
            missing.append("Close notes")
    if _awaits_caller(new) and not comments:
        missing.append("Additional comments")
    if missing:
        fields = ", ".join(missing)
        raise operation_failed(f"Data Policy Exception: \n\tThe following fields are mandatory: {fields}")


def enters_hold(old: Row | None, new: Row) -> bool:
    return _awaits_caller(new) and not (old and _awaits_caller(old))


def _awaits_caller(row: Row) -> bool:
    return row.get("state") == "3" and row.get("hold_reason") == _AWAITING_CALLER


def _may_move(old: str, new: str) -> None:
    if old == _CLOSED or (old == _CANCELED and new != _CANCELED):
        raise _aborted("Prevent reopening of a closed incident")
    if old == _RESOLVED and new not in ("2", _CLOSED):
        raise _aborted("Resolved incidents are reopened or closed")


def _aborted(rule: str) -> ApiError:
    detail = f"Operation against file 'incident' was aborted by Business Rule '{rule}^c0ffee5e'. "
    return operation_failed(f"{detail}Business Rule Stack:{rule}")


def _moved(old: Row, new: Row, *, user: str, now: str) -> Row:
    """What the server itself writes: priority always, stamps when the state changed."""
    priority = _PRIORITY.get(new.get("impact", "") + new.get("urgency", ""), 5)
    follows = {"priority": str(priority), "incident_state": new["state"]}
    if old.get("state") == new["state"]:
        return follows
    follows["active"] = "false" if new["state"] in (_CLOSED, _CANCELED) else "true"
    if new["state"] == _RESOLVED:
        follows |= {
            "resolved_at": new.get("resolved_at") or now,
            "resolved_by": new.get("resolved_by") or user,
        }
    elif new["state"] in (_CLOSED, _CANCELED):
        follows |= {"closed_at": new.get("closed_at") or now, "closed_by": new.get("closed_by") or user}
    elif old.get("state") == _RESOLVED:
        count = str(int(old["reopen_count"] or 0) + 1)
        follows |= {"reopen_count": count, "reopened_by": user, "reopened_time": now}
        follows |= {"resolved_at": "", "resolved_by": ""}
    if new["state"] != "3":
        follows["hold_reason"] = ""
    return follows
