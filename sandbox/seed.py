"""What an empty practice server is filled with: the same company and the same incidents for the same day."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sandbox import glide, rules
from sandbox.schema import TABLES
from sandbox.seed_choices import choices
from sandbox.seed_people import ADMIN, GROUPS, made_id, people
from sandbox.store import Row, Store

_INCIDENTS = 60
_DAYS = 45
_CASES = Path(__file__).with_name("seed_incidents.csv")


def seed(store: Store, *, today: datetime) -> None:
    """Fill the empty store; ``today`` decides the times, everything else is always the same."""
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    long_ago = glide.stamp(midnight - timedelta(days=400))
    stamps = {"sys_created_on": long_ago, "sys_updated_on": long_ago, "sys_mod_count": "0"}
    stamps |= {"sys_created_by": "admin", "sys_updated_by": "admin"}
    with store.transaction():
        persons = people(store, stamps)
        choices(store, stamps)
        _incidents(store, persons, midnight)


def _incidents(store: Store, persons: list[Row], midnight: datetime) -> None:
    chance = Random(20261101)  # noqa: S311  # the same incidents every time, nothing secret
    cases = list(csv.DictReader(io.StringIO(_CASES.read_text("utf-8"))))
    callers = [row for row in persons if row["active"] == "true"]
    moments = sorted(
        midnight - timedelta(minutes=chance.randrange(60, _DAYS * 1440)) for _ in range(_INCIDENTS)
    )
    members = store.rows('SELECT "user", "group" FROM sys_user_grmember')
    for place, opened in enumerate(moments):
        caller = chance.choice(callers)
        age = midnight - opened
        state = _state(chance, age)
        _incident(
            store, cases[place % len(cases)], caller, members, opened=opened, state=state, chance=chance
        )


def _state(chance: Random, age: timedelta) -> str:
    """Old ones are closed, last week's are resolved or under way, the newest are new."""
    if age > timedelta(days=21):
        return chance.choice(["7", "7", "7", "6", "8"])
    if age > timedelta(days=5):
        return chance.choice(["6", "6", "6", "2", "3"])
    return chance.choice(["1", "2", "2", "3", "6"])


def _incident(
    store: Store,
    case: Row,
    caller: Row,
    members: list[Row],
    *,
    opened: datetime,
    state: str,
    chance: Random,
) -> None:
    group = case["group"]
    number = store.next_number("INC")
    sys_id = made_id("incident", number)
    agent = next((m["user"] for m in members if m["group"] == made_id("group", group)), "")
    started = opened + timedelta(minutes=chance.randrange(10, 180))
    ended = started + timedelta(minutes=chance.randrange(20, 600))
    row = {
        "sys_id": sys_id,
        "number": number,
        "short_description": case["short_description"],
        "description": case["description"],
        "category": case["category"],
        "subcategory": case["subcategory"],
        "caller_id": caller["sys_id"],
        "location": caller["location"],
        "company": caller["company"],
        "contact_type": chance.choice(["chat", "phone", "email", "self-service"]),
        "impact": chance.choice(["2", "3", "3"]),
        "urgency": chance.choice(["1", "2", "3", "3"]),
        "assignment_group": made_id("group", group) if group in GROUPS else "",
        "assigned_to": agent if state != "1" else "",
        "state": state,
        "hold_reason": "1" if state == "3" else "",
        "opened_at": glide.stamp(opened),
        "opened_by": caller["sys_id"],
        "sys_created_on": glide.stamp(opened),
        "sys_created_by": caller["user_name"],
        "sys_updated_on": glide.stamp(opened if state == "1" else started if state in "23" else ended),
        "sys_updated_by": "admin",
        "sys_mod_count": "0" if state == "1" else "2",
    }
    if state in ("6", "7"):
        row |= {"close_code": "Solution provided", "close_notes": case["close_notes"]}
        row |= {"resolved_at": glide.stamp(ended), "resolved_by": agent}
    made = rules.created(row, user=caller["sys_id"] or ADMIN, now=glide.stamp(ended))
    store.insert(TABLES["incident"], made)
    if state not in ("1", "8"):
        _entry(store, sys_id, "work_notes", f"Looking into it: {case['short_description']}", agent, started)
        _entry(store, sys_id, "comments", case["comment"], agent, started + timedelta(minutes=5))


def _entry(store: Store, sys_id: str, element: str, value: str, user: str, at: datetime) -> None:
    writer = store.one("SELECT user_name FROM sys_user WHERE sys_id = ?", [user])
    entry = {"sys_id": made_id(element, sys_id), "name": "incident", "element": element, "element_id": sys_id}
    stamps = {"sys_created_on": glide.stamp(at), "sys_created_by": writer["user_name"] if writer else "admin"}
    store.insert(TABLES["sys_journal_field"], {**entry, **stamps, "value": value})
