"""Service levels: which run on a task, when they pause, stop and are breached."""

# ruff: noqa: S608  # names in SQL come from the tables declared; values are always bound

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from sandbox.query import glide
from sandbox.query.grammar import Query, parse
from sandbox.records import read
from sandbox.rules.circumstance import Hands
from sandbox.store import Row, Store
from sandbox.tables.fields import Table

_CONDITIONS = ("start_condition", "stop_condition", "pause_condition")


def follow(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    """After a task was written: every definition of its table starts, pauses or stops its service level."""
    definitions = _definitions(hands.store, table)
    conditions = [_parsed(row[name]) for row in definitions for name in _CONDITIONS]
    fits = read.judged(hands.store, table, conditions, new["sys_id"], hands.actor)
    for place, definition in enumerate(definitions):
        started, stopped, paused = (
            fit and (name == "start_condition" or definition[name] != "")
            for name, fit in zip(_CONDITIONS, fits[place * 3 : place * 3 + 3], strict=True)
        )
        _step(hands, definition, new, started=started, stopped=stopped, paused=paused)


def _step(hands: Hands, definition: Row, task: Row, *, started: bool, stopped: bool, paused: bool) -> None:
    running, now = _running(hands.store, definition, task), glide.stamp(hands.actor.now)
    if running is None:
        if started and not stopped and not _had(hands.store, definition, task):
            _write(hands.store, begun(definition, task, now, paused=paused))
    elif stopped or not started:
        _change(hands.store, running, finished(running, now, stage="completed" if stopped else "cancelled"))
    elif paused != (running["stage"] == "paused"):
        _change(hands.store, running, halted(running, now) if paused else resumed(running, now))


def begun(definition: Row, task: Row, now: str, *, paused: bool = False) -> Row:
    """A service level from the moment the task was opened, or opened again."""
    start = task.get("reopened_time") or task.get("opened_at") or now
    end = _after(start, glide.seconds(definition["duration"]))
    stamps = {
        "sys_created_on": now,
        "sys_updated_on": now,
        "sys_created_by": "system",
        "sys_updated_by": "system",
    }
    row = {"task": task["sys_id"], "sla": definition["sys_id"], "stage": "in_progress", "active": "true"}
    row |= {
        "start_time": start,
        "planned_end_time": end,
        "original_breach_time": end,
        "has_breached": "false",
    }
    row |= {"pause_duration": glide.duration(0), "sys_mod_count": "0", **stamps}
    return measured({**row, **(halted(row, now) if paused else {})}, now)


def halted(row: Row, now: str) -> Row:
    return {"stage": "paused", "pause_time": now}


def resumed(row: Row, now: str) -> Row:
    """The end moves by as long as it was paused."""
    waited = glide.seconds(now) - glide.seconds(row["pause_time"])
    total = glide.duration(glide.seconds(row["pause_duration"]) + waited)
    later = _after(row["planned_end_time"], waited)
    return {"stage": "in_progress", "pause_time": "", "planned_end_time": later, "pause_duration": total}


def finished(row: Row, now: str, *, stage: str) -> Row:
    resumes = resumed(row, now) if row["stage"] == "paused" else {}
    ended = measured({**row, **resumes, "stage": stage, "end_time": now}, now)
    return {**ended, "active": "false"}


def measured(row: Row, now: str) -> Row:
    """The row with what has passed and what is left by now."""
    end = row.get("end_time") or (row.get("pause_time") if row["stage"] == "paused" else "") or now
    elapsed = glide.seconds(end) - glide.seconds(row["start_time"]) - glide.seconds(row["pause_duration"])
    whole = glide.seconds(row["original_breach_time"]) - glide.seconds(row["start_time"])
    percentage = f"{max(0.0, elapsed) / whole * 100:.2f}" if whole > 0 else "0"
    breached = "true" if row.get("has_breached") == "true" or elapsed > whole else "false"
    spent, left = glide.duration(elapsed), glide.duration(whole - elapsed)
    both = {"duration": spent, "business_duration": spent, "time_left": left, "business_time_left": left}
    both |= {"percentage": percentage, "business_percentage": percentage, "has_breached": breached}
    return {**row, **both, "business_pause_duration": row["pause_duration"]}


def refresh(store: Store, now: datetime, *, only_due: bool) -> None:
    """Bring the running ones up to date. ``only_due``: those alone whose time is over."""
    stamp = glide.stamp(now)
    condition = "active = 'true' AND stage = 'in_progress'"
    due = " AND has_breached = 'false' AND planned_end_time < ?" if only_due else " AND ? <> ''"
    for row in store.rows(f"SELECT * FROM task_sla WHERE {condition}{due}", [stamp]):
        _change(store, row, measured(row, stamp))


def _change(store: Store, row: Row, changes: Row) -> None:
    new = {name: value for name, value in changes.items() if row.get(name) != value}
    if not new:
        return
    store.change(store.tables["task_sla"], row["sys_id"], new)
    if new.get("has_breached") == "true":
        _missed(store, row["task"])


def _write(store: Store, row: Row) -> None:
    store.insert(store.tables["task_sla"], {"sys_id": store.new_id(), **row})
    if row["has_breached"] == "true":
        _missed(store, row["task"])


def _missed(store: Store, task: str) -> None:
    found = store.get(store.tables["task"], task)
    if found is not None:
        store.change(store.concrete(store.tables["task"], found), task, {"made_sla": "false"})


def _definitions(store: Store, table: Table) -> list[Row]:
    def read_all() -> list[Row]:
        return store.rows("SELECT * FROM contract_sla WHERE active = 'true' ORDER BY name")

    every = store.remembered("slas", ("contract_sla",), read_all)
    return [row for row in every if row["collection"] in table.line]


def _running(store: Store, definition: Row, task: Row) -> Row | None:
    return store.one(
        "SELECT * FROM task_sla WHERE task = ? AND sla = ? AND active = 'true'",
        [task["sys_id"], definition["sys_id"]],
    )


def _had(store: Store, definition: Row, task: Row) -> bool:
    """Whether it is completed already; what was completed before a reopening does not count."""
    sql = (
        "SELECT 1 AS it FROM task_sla WHERE task = ? AND sla = ? AND stage = 'completed' AND end_time >= ?"
        " AND start_time >= ?"
    )
    reopened = task.get("reopened_time", "")
    return store.one(sql, [task["sys_id"], definition["sys_id"], reopened, reopened]) is not None


@lru_cache(maxsize=256)
def _parsed(condition: str) -> Query:
    return parse(condition)


def _after(start: str, seconds: float) -> str:
    moment = glide.parsed(start)
    return glide.stamp(moment + timedelta(seconds=seconds)) if moment else start
