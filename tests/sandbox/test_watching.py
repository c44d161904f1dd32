"""What a demo sees of the server: its page, its records on disk, its clock."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import requests

from sandbox.clock import Clock


def test_the_page_shows_the_newest_records_of_every_kind(api):
    made = api.made(short_description="<b>bold</b> claim", comments="a comment")
    listing = requests.get(f"{api.url}/", timeout=5).text
    record = requests.get(f"{api.url}/records/incident/{made['sys_id']}", timeout=5).text

    assert made["number"] in listing
    assert "&lt;b&gt;bold" in record
    assert "<b>bold" not in record
    assert "a comment" in record
    for name in (
        "sc_req_item",
        "problem",
        "cmdb_ci_outage",
        "alm_asset",
        "kb_knowledge",
        "task_sla",
        "sys_user",
    ):
        answer = requests.get(f"{api.url}/records/{name}", timeout=5)
        assert (answer.status_code, answer.text.count("<tr>") > 1) == (200, True)


def test_the_page_shows_no_table_that_is_not_its_own(api):
    answer = requests.get(f"{api.url}/records/oauth_entity", timeout=5, allow_redirects=False)

    assert answer.status_code == 302


def test_requests_and_answers_are_written_as_lines_without_secrets(another, tmp_path):
    file = tmp_path / "seen.jsonl"
    api = another("--record", str(file))
    made = api.made(short_description="recorded")
    form = {"grant_type": "password", "username": "admin", "password": "admin"}
    requests.post(
        f"{api.url}/oauth_token.do", data={**form, "client_id": "demo", "client_secret": "demo"}, timeout=5
    )
    first, second = (json.loads(line) for line in file.read_text().splitlines())

    assert (first["method"], first["path"], first["status"]) == ("POST", "/api/now/table/incident", 201)
    assert json.loads(first["body"]) == {"short_description": "recorded"}
    assert json.loads(first["answer"]["body"])["result"]["number"] == made["number"]
    assert "authorization" not in first["headers"]
    assert (second["body"], second["answer"]["body"]) == ("", "")


def test_time_starts_where_it_is_told_and_stands_still(frozen):
    first, second = frozen.made(), frozen.made()

    assert first["opened_at"] == second["opened_at"] == "2026-11-20 08:00:00"
    newest = frozen.rows("incident", "ORDERBYDESCopened_at^sys_created_by!=admin", limit=1)
    assert newest[0]["opened_at"] < "2026-11-20 08:00:00"


def test_a_clock_that_started_elsewhere_runs_on():
    clock = Clock(datetime(2026, 11, 20, 8, tzinfo=timezone.utc))
    first = clock()
    clock.advance(60)

    assert 60 <= (clock() - first).total_seconds() < 65


def test_a_time_that_is_none_is_refused(frozen):
    assert frozen("POST", "/sandbox/clock", json={"now": "soon"}).status_code == 400
