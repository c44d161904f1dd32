"""The process: its seed, its file, its end."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import requests
import yaml

from sandbox.seed.larkfield import seed
from sandbox.started import started
from sandbox.store import Store

ROOT = Path(__file__).parents[2]
DAY = datetime(2026, 11, 2, 15, 30, tzinfo=timezone.utc)


def seeded() -> Store:
    store = Store(":memory:")
    seed(store, today=DAY)
    return store


def everything(store: Store) -> dict[str, list[dict[str, str]]]:
    return {name: store.rows(f'SELECT * FROM "{name}"') for name in store.tables}  # noqa: S608  # our own names


def test_the_same_day_seeds_the_same_rows():
    assert everything(seeded()) == everything(seeded())


def test_larkfield_has_three_sites_a_few_vips_and_agents_in_every_group():
    store = seeded()
    people = store.rows("SELECT * FROM sys_user WHERE email <> '' AND active = 'true'")
    empty = store.rows(
        'SELECT name FROM sys_user_group WHERE sys_id NOT IN (SELECT "group" FROM sys_user_grmember)'
    )

    assert len(people) == 199
    assert 3 <= [person["vip"] for person in people].count("true") <= 8
    assert [person["name"] for person in people if not person["manager"]] == ["Beatrice Colombo"]
    assert {row["name"] for row in store.rows("SELECT name FROM cmn_location")} == {
        "Milan",
        "Manila",
        "Austin",
    }
    assert all(re.fullmatch(r"[a-z.\-]+@larkfield\.example", person["email"]) for person in people)
    assert len(store.rows("SELECT name FROM sys_user_group")) == 12
    assert empty == []


def test_every_group_that_conversations_are_routed_to_is_there():
    queues = yaml.safe_load((ROOT / "data/standards/queues.yml").read_text())["queues"]
    groups = {row["name"] for row in seeded().rows("SELECT name FROM sys_user_group")}

    assert {queue["group"] for queue in queues.values()} <= groups


def test_seeded_incidents_are_as_the_rules_would_have_made_them():
    store = seeded()
    incidents = store.rows("SELECT * FROM incident ORDER BY number")

    assert [row["number"] for row in incidents] == [f"INC{10001 + place:07d}" for place in range(400)]
    assert {row["state"] for row in incidents} == {"1", "2", "3", "6", "7", "8"}
    assert all(row["close_notes"] and row["resolved_at"] for row in incidents if row["state"] in ("6", "7"))
    assert all("2026-08-04" < row["opened_at"] < "2026-11-02 15:30:00" for row in incidents)
    assert all(row["sys_updated_on"] <= "2026-11-02 15:30:00" for row in incidents)
    assert [row["opened_at"] for row in incidents] == sorted(row["opened_at"] for row in incidents)


def test_a_file_keeps_what_was_written(tmp_path):
    path = tmp_path / "made" / "practice.db"
    with started("--db", str(path)) as url:
        made = requests.post(
            f"{url}/api/now/table/incident", json={}, auth=("admin", "admin"), timeout=5
        ).json()
    with started("--db", str(path)) as url:
        number = made["result"]["number"]
        found = requests.get(
            f"{url}/api/now/table/incident?number={number}", auth=("admin", "admin"), timeout=5
        )
        health = requests.get(f"{url}/health", timeout=5).json()

    assert len(found.json()["result"]) == 1
    assert (health["status"], health["incidents"]) == ("ok", 401)


def test_a_terminated_server_ends_well_and_at_once():
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        session = requests.Session()
        session.get(f"{ready['url']}/health", timeout=5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0

    assert (ready["event"], ready["process"]) == ("ready", "sandbox")


def test_an_older_file_gets_what_it_lacks_and_keeps_what_it_has(tmp_path):
    path = tmp_path / "older.db"
    older = Store(path)
    seed(older, today=DAY)
    for table in ("oauth_entity", "sys_properties", "sc_cat_item", "contract_sla"):
        older.run(f"DELETE FROM {table}")  # noqa: S608  # our own names
    older.run(
        "UPDATE sys_choice SET label = 'Fresh' WHERE element = 'state' AND value = '1' AND name = 'incident'"
    )
    older.close()
    with started("--db", str(path)) as url:
        session = requests.Session()
        session.auth = ("admin", "admin")
        items = session.get(f"{url}/api/now/table/sc_cat_item", timeout=5)
        made = session.post(f"{url}/api/now/table/incident?sysparm_display_value=true", json={}, timeout=5)

    assert items.headers["X-Total-Count"] == "40"
    assert made.json()["result"]["state"] == "Fresh"
    assert made.json()["result"]["number"] == "INC0010401"
