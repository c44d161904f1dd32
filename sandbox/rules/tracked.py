"""Problems, changes and the small rules of other tables, before they are written. Pure."""

from __future__ import annotations

from sandbox.errors import data_policy
from sandbox.query import glide
from sandbox.rules import task
from sandbox.rules.circumstance import Circumstance
from sandbox.store import Row


def problem_created(row: Row, here: Circumstance) -> Row:
    if row.get("problem_state") and not row.get("state"):
        row = {**row, "state": row["problem_state"]}
    filled = {"known_error": "false", "major_problem": "false", "related_incidents": "0", **row}
    filled = task.created({**filled, "reopen_count": "0"}, here)
    return filled | {"problem_state": filled["state"], "priority": task.priority(filled)}


def problem_updated(old: Row, changes: Row, here: Circumstance) -> Row:
    wanted = dict(changes)
    if "problem_state" in wanted and "state" not in wanted:
        wanted["state"] = wanted["problem_state"]
    wanted = task.updated(old, wanted, here)
    new = {**old, **wanted}
    if new["state"] != old["state"] and new["state"] == "106":
        wanted |= {"resolved_at": here.now, "resolved_by": here.user}
    return wanted | {"problem_state": new["state"], "priority": task.priority(new)}


def change_created(row: Row, here: Circumstance) -> Row:
    defaults = {"type": "normal", "risk": "3", "phase": "requested", "phase_state": "open"}
    defaults |= {"category": "Other", "requested_by": here.user, "on_hold": "false", "scope": "3"}
    return task.created({**defaults, **{k: v for k, v in row.items() if v != ""}}, here)


def change_updated(old: Row, changes: Row, here: Circumstance) -> Row:
    wanted = task.updated(old, changes, here)
    new = {**old, **wanted}
    if new["state"] == "3" and old["state"] != "3":
        missing = [
            label
            for field, label in (("close_code", "Close code"), ("close_notes", "Close notes"))
            if not new[field].strip()
        ]
        if missing:
            raise data_policy(missing)
    return wanted


def interaction_created(row: Row, here: Circumstance) -> Row:
    defaults = {"state": "new", "opened_at": here.now, "active": "true", "type": "chat", "channel": "chat"}
    return _interaction({**defaults, **{k: v for k, v in row.items() if v != ""}}, here)


def interaction_updated(old: Row, changes: Row, here: Circumstance) -> Row:
    return {**changes, **{k: v for k, v in _interaction({**old, **changes}, here).items() if v != old.get(k)}}


def outage_written(row: Row, here: Circumstance) -> Row:
    """An outage that has an end has lasted so long."""
    if row.get("begin") and row.get("end"):
        length = glide.seconds(row["end"]) - glide.seconds(row["begin"])
        return {**row, "duration": glide.duration(length)}
    return row


def user_written(row: Row, here: Circumstance) -> Row:
    """A person's name is made of both names."""
    both = f"{row.get('first_name', '')} {row.get('last_name', '')}".strip()
    return {**row, "name": both or row.get("name", "")}


def article_created(row: Row, here: Circumstance) -> Row:
    defaults = {"workflow_state": "draft", "active": "true", "article_type": "text", "author": here.user}
    defaults |= {"version": "0.01", "latest": "true", "language": "en", "use_count": "0"}
    defaults |= {"sys_view_count": "0", "helpful_count": "0", "valid_to": "2100-01-01", "topic": "General"}
    return {**defaults, **{k: v for k, v in row.items() if v != ""}}


def article_updated(old: Row, changes: Row, here: Circumstance) -> Row:
    """Publishing dates the article and makes a whole version of it."""
    new = {**old, **changes}
    if new["workflow_state"] == "published" and old["workflow_state"] != "published":
        version = f"{int(float(old['version'] or 0)) + 1}.0"
        return {**changes, "published": here.now[:10], "version": version}
    if new["workflow_state"] == "retired" and old["workflow_state"] != "retired":
        return {**changes, "retired": here.now[:10], "active": "false"}
    return changes


def _interaction(new: Row, here: Circumstance) -> Row:
    if new["state"].startswith("closed"):
        closed_at = new.get("closed_at") or here.now
        length = glide.seconds(closed_at) - glide.seconds(new["opened_at"])
        return {**new, "active": "false", "closed_at": closed_at, "duration": glide.duration(length)}
    return new
