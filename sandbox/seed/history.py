"""Ninety days of incidents, up to the moment the server is filled."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sandbox.query import glide
from sandbox.rules import incident as rules
from sandbox.rules import service_levels
from sandbox.rules.circumstance import Circumstance
from sandbox.seed.people import GROUPS
from sandbox.seed.planting import ADMIN, Ground, made_id
from sandbox.store import Row

_HERE = Path(__file__).parent
_FOUNDERS, _OLD, _OLD_DAYS = 41, 60, 45
_NEW, _NEW_DAYS = 340, 90
_AUTOCLOSE = timedelta(days=7)


@dataclass(frozen=True)
class Case:
    """An incident to be: who has it, what about, since when, how far it is."""

    text: Row
    caller: Row
    opened: datetime
    started: datetime
    ended: datetime
    state: str
    marks: Row


def incidents(ground: Ground, persons: list[Row]) -> list[str]:
    """Returns the incidents' ids, the oldest first."""
    agents = _agents(ground)
    found = [*_of_founders(ground, persons), *_of_staff(ground, persons)]
    ordered = sorted(found, key=lambda case: case.opened)
    definitions = ground.store.rows("SELECT * FROM contract_sla ORDER BY name")
    return [_planted(ground, case, agents, definitions) for case in ordered]


def _of_founders(ground: Ground, persons: list[Row]) -> list[Case]:
    chance = Random(20261101)  # noqa: S311  # the same incidents every time, nothing secret
    cases = _texts("incidents.csv")
    callers = [row for row in persons[:_FOUNDERS] if row["active"] == "true"]
    moments = sorted(
        ground.midnight - timedelta(minutes=chance.randrange(60, _OLD_DAYS * 1440)) for _ in range(_OLD)
    )
    return [
        _case(ground, chance, cases[place % len(cases)], callers, opened, ground.midnight)
        for place, opened in enumerate(moments)
    ]


def _of_staff(ground: Ground, persons: list[Row]) -> list[Case]:
    chance = Random(20261102)  # noqa: S311  # the same incidents every time, nothing secret
    cases = [*_texts("incidents.csv"), *_texts("incidents_more.csv")]
    callers = persons[_FOUNDERS:]
    moments = [ground.now - timedelta(minutes=chance.randrange(25, _NEW_DAYS * 1440)) for _ in range(_NEW)]
    return [_case(ground, chance, chance.choice(cases), callers, opened, ground.now) for opened in moments]


def _texts(name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO((_HERE / name).read_text("utf-8"))))


def _case(
    ground: Ground, chance: Random, text: Row, callers: list[Row], opened: datetime, now: datetime
) -> Case:
    caller = chance.choice(callers)
    state = _state(chance, now - opened)
    last = ground.now - timedelta(minutes=1)
    started = min(opened + timedelta(minutes=chance.randrange(10, 180)), last)
    ended = min(started + timedelta(minutes=chance.randrange(20, 600)), last)
    marks = {
        "contact_type": chance.choice(["chat", "phone", "email", "self-service"]),
        "impact": chance.choice(["2", "3", "3"]),
        "urgency": chance.choice(["1", "2", "3", "3"]),
    }
    if state == "6" and ground.now - ended > _AUTOCLOSE:
        state = "7"
    return Case(text, caller, opened, started, ended, state, marks)


def _state(chance: Random, age: timedelta) -> str:
    """Old ones are closed, last week's are resolved or under way, the newest are new."""
    if age > timedelta(days=21):
        return chance.choice(["7", "7", "7", "6", "8"])
    if age > timedelta(days=5):
        return chance.choice(["6", "6", "6", "2", "3"])
    return chance.choice(["1", "2", "2", "3", "6"])


def _agents(ground: Ground) -> dict[str, Row]:
    """Somebody of each group, by the group's id."""
    rows = ground.store.rows(
        'SELECT m."group" AS "group", u.sys_id AS sys_id, u.user_name AS user_name FROM sys_user_grmember m'
        ' JOIN sys_user u ON u.sys_id = m."user" ORDER BY m.rowid DESC'
    )
    return {row["group"]: row for row in rows}


def _planted(ground: Ground, case: Case, agents: dict[str, Row], definitions: list[Row]) -> str:
    number = ground.store.next_number("INC")
    sys_id = made_id("incident", number)
    group = made_id("group", case.text["group"]) if case.text["group"] in GROUPS else ""
    agent = agents.get(group, {"sys_id": "", "user_name": "admin"})
    row = _row(case, group, agent, number)
    made = rules.created(row, _circumstance(case))
    ground.put("incident", sys_id, {**made, "resolved_by": made.get("resolved_by", "")})
    _journals(ground, case, sys_id, agent)
    for definition in definitions:
        _service_level(ground, definition, {**made, "sys_id": sys_id}, case)
    return sys_id


def _row(case: Case, group: str, agent: Row, number: str) -> Row:
    state, new = case.state, case.state == "1"
    updated = case.opened if new else case.started if state in "23" else case.ended
    row = {
        "number": number,
        "sys_class_name": "incident",
        "short_description": case.text["short_description"],
        "description": case.text["description"],
        "category": case.text["category"],
        "subcategory": case.text["subcategory"],
        "caller_id": case.caller["sys_id"],
        "location": case.caller["location"],
        "company": case.caller["company"],
        **case.marks,
        "assignment_group": group,
        "assigned_to": "" if new else agent["sys_id"],
        "state": state,
        "hold_reason": "1" if state == "3" else "",
        "opened_at": glide.stamp(case.opened),
        "opened_by": case.caller["sys_id"],
        "sys_created_on": glide.stamp(case.opened),
        "sys_created_by": case.caller["user_name"],
        "sys_updated_on": glide.stamp(updated),
        "sys_updated_by": case.caller["user_name"] if new else agent["user_name"],
        "sys_mod_count": "0" if new else "2",
    }
    if state in ("6", "7"):
        row |= {"close_code": "Solution provided", "close_notes": case.text["close_notes"]}
        row |= {"resolved_at": glide.stamp(case.ended), "resolved_by": agent["sys_id"]}
    if state == "7":
        row |= {"closed_at": glide.stamp(case.ended + _AUTOCLOSE), "closed_by": agent["sys_id"]}
    return row


def _circumstance(case: Case) -> Circumstance:
    user = case.caller["sys_id"] or ADMIN
    return Circumstance(
        user, glide.stamp(case.ended), comments="seeded", offered=lambda _, value: bool(value)
    )


def _journals(ground: Ground, case: Case, sys_id: str, agent: Row) -> None:
    if case.state in ("1", "8"):
        return
    look = f"Looking into it: {case.text['short_description']}"
    _entry(ground, sys_id, "work_notes", look, agent, case.started)
    answer = min(case.started + timedelta(minutes=5), ground.now)
    _entry(ground, sys_id, "comments", case.text["comment"], agent, answer)
    if case.state in ("6", "7"):
        thanks = "Thank you, it works again."
        writer = {"user_name": case.caller["user_name"], "sys_id": "thanks"}
        _entry(ground, sys_id, "comments", thanks, writer, case.ended)


def _entry(ground: Ground, sys_id: str, element: str, value: str, writer: Row, at: datetime) -> None:
    entry = {"name": "incident", "element": element, "element_id": sys_id, "value": value}
    stamps = {"sys_created_on": glide.stamp(at), "sys_created_by": writer["user_name"]}
    key = f"{sys_id}{writer['sys_id'] if writer['sys_id'] == 'thanks' else ''}"
    ground.put("sys_journal_field", made_id(element, key), {**entry, **stamps})


def _service_level(ground: Ground, definition: Row, task: Row, case: Case) -> None:
    """As the rules would have run it since the incident was opened."""
    if not definition["start_condition"].endswith(f"priority={task['priority']}"):
        return
    opened, started, now = glide.stamp(case.opened), glide.stamp(case.started), glide.stamp(ground.now)
    row = service_levels.begun(definition, task, opened)
    row["sys_id"] = made_id("task_sla", f"{task['sys_id']}{definition['sys_id']}")
    answered = definition["target"] == "response" and case.state not in ("1", "8")
    if answered or case.state in ("6", "7"):
        end = started if definition["target"] == "response" else glide.stamp(case.ended)
        row |= service_levels.finished(row, end, stage="completed")
    elif case.state == "8":
        row |= service_levels.finished(row, glide.stamp(case.ended), stage="cancelled")
    elif case.state == "3":
        row = service_levels.measured({**row, **service_levels.halted(row, started)}, now)
    else:
        row = service_levels.measured(row, now)
    ground.put("task_sla", row["sys_id"], {**row, "sys_created_on": opened, "sys_updated_on": opened})
    if row["has_breached"] == "true":
        ground.store.change(ground.store.tables["incident"], task["sys_id"], {"made_sla": "false"})
