"""What goes wrong on purpose, as a client sees it."""

from __future__ import annotations

import time
import uuid

import pytest
import requests

INCIDENTS = "/api/now/table/incident"
CLIENT = {"client_id": "demo", "client_secret": "demo"}


def post(api, mark: str, **more) -> requests.Response:
    return api("POST", INCIDENTS, json={"correlation_id": mark}, **more)


def kept(api, mark: str) -> int:
    return len(api.rows("incident", f"correlation_id={mark}"))


@pytest.fixture
def mark() -> str:
    return uuid.uuid4().hex


@pytest.mark.parametrize(
    ("kind", "status", "done"),
    [
        ("401", 401, 0),
        ("429", 429, 0),
        ("500", 500, 0),
        ("502", 502, 0),
        ("503", 503, 0),
        ("504", 504, 0),
        ("acl_deny", 403, 0),
        ("500_after_commit", 500, 1),
        ("504_after_commit", 504, 1),
        ("202", 202, 1),
        ("html_200", 200, 0),
        ("error_200", 200, 1),
        ("delay_then_commit", 201, 1),
        ("commit_then_delay", 201, 1),
    ],
)
def test_a_write_gets_the_fault_and_is_done_or_not(api, mark, kind, status, done):
    api.fault(kind, match={"method": "POST", "table": "incident"})

    assert post(api, mark).status_code == status
    assert kept(api, mark) == done
    assert post(api, mark).status_code == 201


@pytest.mark.parametrize(("kind", "done"), [("commit_then_drop", 1), ("drop_before_commit", 0)])
def test_a_dropped_connection_answers_nothing(api, mark, kind, done):
    api.fault(kind)

    with pytest.raises(requests.ConnectionError):
        post(api, mark)
    assert kept(api, mark) == done


def test_a_request_may_bring_its_own_fault(api, mark):
    answer = post(api, mark, headers={"X-Sandbox-Fault": "429; seconds=7"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["error"]["message"] == "Rate limit exceeded"
    assert post(api, mark, headers={"X-Sandbox-Fault": "nonsense"}).status_code == 400
    assert kept(api, mark) == 0


def test_a_delayed_write_is_done_although_the_client_hung_up(api, mark):
    with pytest.raises(requests.Timeout):
        requests.post(
            api.url + INCIDENTS,
            json={"correlation_id": mark},
            headers={"X-Sandbox-Fault": "delay_then_commit; seconds=0.3"},
            auth=("admin", "admin"),
            timeout=0.1,
        )
    until = time.monotonic() + 5
    while not kept(api, mark) and time.monotonic() < until:
        pass

    assert kept(api, mark) == 1


def test_a_new_row_is_not_seen_while_reads_lag(api, mark):
    row = post(api, mark).json()["result"]
    api.fault("read_lag", seconds=60, times=2)

    assert kept(api, mark) == 0
    assert api("GET", f"{INCIDENTS}/{row['sys_id']}").status_code == 404
    assert kept(api, mark) == 1


def test_texts_are_cut_off_when_they_are_stored(api, mark):
    api.fault("field_truncation", length=5)
    answer = api("POST", INCIDENTS, json={"short_description": "Printer offline", "comments": "whole text"})

    assert answer.json()["result"]["short_description"] == "Print"
    assert (
        len(api.rows("sys_journal_field", f"element_id={answer.json()['result']['sys_id']}^value=whole text"))
        == 1
    )


def test_an_answer_may_drip(api, mark):
    row = post(api, mark).json()["result"]
    headers = {"X-Sandbox-Fault": "drip; seconds=0.005"}
    began = time.monotonic()
    answer = api("GET", f"{INCIDENTS}/{row['sys_id']}?sysparm_fields=number", headers=headers)

    assert answer.json() == {"result": {"number": row["number"]}}
    assert time.monotonic() - began > 0.005 * len(answer.content)


def test_half_an_answer_is_no_json(api, mark):
    api.fault("truncated_json")

    with pytest.raises(requests.JSONDecodeError):
        post(api, mark).json()


def test_a_token_is_over_from_one_request_on(api):
    form = {"grant_type": "password", "username": "admin", "password": "admin", **CLIENT}
    token = requests.post(f"{api.url}/oauth_token.do", data=form, timeout=5).json()["access_token"]

    def asked(**more: str) -> int:
        headers = {"Authorization": f"Bearer {token}", **more}
        return requests.get(f"{api.url}{INCIDENTS}?sysparm_limit=1", headers=headers, timeout=5).status_code

    assert asked() == 200
    assert asked(**{"X-Sandbox-Fault": "token_expired"}) == 401
    assert asked() == 401


def test_every_kind_says_what_it_does(api):
    kinds = api("GET", "/sandbox/faults/kinds").json()["result"]

    assert len(kinds) >= 20
    assert all(kinds.values())
