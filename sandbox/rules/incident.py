"""What ServiceNow does to an incident by itself: defaults, states, mandatory fields. Pure."""

from __future__ import annotations

from sandbox.errors import ApiError, data_policy, operation_failed
from sandbox.rules import task
from sandbox.rules.circumstance import Circumstance
from sandbox.store import Row

DEFAULTS: Row = {
    "incident_state": "1",
    "category": "inquiry",
    "severity": "3",
    "notify": "1",
    "reopen_count": "0",
    "child_incidents": "0",
}
_RESOLVED, _CLOSED, _CANCELED = "6", "7", "8"
_AWAITING_CALLER = "1"


def created(row: Row, here: Circumstance) -> Row:
    """A new incident's row, with all that the server fills in. Raises ApiError."""
    if row.get("incident_state") and not row.get("state"):
        row = {**row, "state": row["incident_state"]}
    filled = task.created({**DEFAULTS, **{k: v for k, v in row.items() if v != ""}}, here)
    filled |= _moved({}, filled, here)
    check(filled, here)
    return filled


def updated(old: Row, changes: Row, here: Circumstance) -> Row:
    """The changes and what follows from them. Raises ApiError when the state model forbids them."""
    wanted = dict(changes)
    if "incident_state" in wanted and "state" not in wanted:
        wanted["state"] = wanted["incident_state"]
    if _awaits_caller(old) and here.comments and "state" not in wanted and here.user == old["caller_id"]:
        wanted["state"], wanted["hold_reason"] = "2", ""
    wanted = task.updated(old, wanted, here)
    new = {**old, **wanted}
    if new["state"] != old["state"]:
        _may_move(old["state"], new["state"])
    wanted |= _moved(old, new, here)
    new = {**old, **wanted}
    if (_awaits_caller(new) and not _awaits_caller(old)) or new["state"] != old["state"]:
        check(new, here)
    return wanted


def check(new: Row, here: Circumstance) -> None:
    """The data policy. Raises ApiError."""
    missing = []
    if new["state"] in (_RESOLVED, _CLOSED):
        # A code that is not on the list counts as missing, as on the real one.
        if not here.offered("close_code", new.get("close_code", "")):
            missing.append("Resolution code")
        if not new.get("close_notes", "").strip():
            missing.append("Close notes")
    if _awaits_caller(new) and not here.comments:
        missing.append("Additional comments")
    if missing:
        raise data_policy(missing)


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


def _moved(old: Row, new: Row, here: Circumstance) -> Row:
    """What the server itself writes: priority always, stamps when the state changed."""
    follows = {"priority": task.priority(new), "incident_state": new["state"]}
    if old.get("state") == new["state"]:
        return follows
    if new["state"] == _RESOLVED:
        follows |= {
            "resolved_at": new.get("resolved_at") or here.now,
            "resolved_by": new.get("resolved_by") or here.user,
        }
    elif old.get("state") == _RESOLVED and new["state"] != _CLOSED:
        count = str(int(old["reopen_count"] or 0) + 1)
        follows |= {"reopen_count": count, "reopened_by": here.user, "reopened_time": here.now}
        follows |= {"resolved_at": "", "resolved_by": ""}
    if new["state"] != "3":
        follows["hold_reason"] = ""
    return follows
