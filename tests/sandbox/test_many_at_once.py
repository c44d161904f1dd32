"""Batches, import sets and short addresses: what other clients send instead of single requests."""

from __future__ import annotations

import base64
import json
import uuid

import pytest


def part(number: int, url: str, *, method: str = "GET", body: object = None, **more) -> dict:
    encoded = base64.b64encode(json.dumps(body).encode()).decode() if body is not None else ""
    return {"id": str(number), "method": method, "url": url, "body": encoded, "headers": [], **more}


def test_a_batch_answers_each_request_as_if_it_had_come_alone(api):
    mark = uuid.uuid4().hex
    parts = [
        part(1, "/api/now/table/incident?sysparm_limit=1&sysparm_fields=number"),
        part(2, "/api/now/table/incident", method="POST", body={"correlation_id": mark}),
        part(3, "/api/now/table/nothing", exclude_response_headers=True),
        part(4, "/api/nowhere"),
    ]
    answer = api("POST", "/api/now/v1/batch", json={"batch_request_id": 7, "rest_requests": parts}).json()
    served = {each["id"]: each for each in answer["serviced_requests"]}
    bodies = {number: json.loads(base64.b64decode(each["body"])) for number, each in served.items()}

    assert (answer["batch_request_id"], answer["unserviced_requests"]) == ("7", [])
    assert [each["status_code"] for each in served.values()] == [200, 201, 400, 400]
    assert bodies["1"]["result"][0]["number"].startswith("INC")
    assert bodies["3"]["error"]["message"] == "Invalid table nothing"
    assert {"name": "X-Total-Count", "value": served["1"]["headers"][0]["value"]} in served["1"]["headers"]
    assert (served["2"]["status_text"], served["3"]["headers"]) == ("Created", [])
    assert len(api.rows("incident", f"correlation_id={mark}")) == 1


@pytest.mark.parametrize("body", [{}, {"rest_requests": 1}, {"rest_requests": [{}]}, [], {"rest_requests": [
    {"id": "1", "url": "/api/now/table/incident", "body": "no base64!"}]}])  # fmt: skip
def test_what_is_no_batch_is_refused(api, body):
    assert api("POST", "/api/now/v1/batch", json=body).status_code == 400


def test_an_imported_row_is_inserted_then_ignored_then_updated(api):
    key = uuid.uuid4().hex

    def imported(**fields) -> dict:
        answer = api("POST", "/api/now/import/imp_incident", json={"correlation_id": key, **fields})
        assert answer.status_code == 201
        return answer.json()["result"][0]

    first = imported(caller="giulia.marchetti", short_description="one")
    second = imported(caller="giulia.marchetti", short_description="one")
    third = imported(short_description="two")

    assert [each["status"] for each in (first, second, third)] == ["inserted", "ignored", "updated"]
    assert first["sys_id"] == third["sys_id"]
    assert (first["transform_map"], first["table"], first["display_name"]) == (
        "Incident",
        "incident",
        "number",
    )
    assert first["record_link"] == f"{api.url}/api/now/table/incident/{first['sys_id']}"
    assert api.one("incident", f"correlation_id={key}")["short_description"] == "two"


def test_an_import_says_what_a_rule_refused(api):
    key = uuid.uuid4().hex
    answer = api("POST", "/api/now/import/imp_incident", json={"correlation_id": key, "state": "6"})
    (result,) = answer.json()["result"]

    assert (answer.status_code, result["status"]) == (201, "error")
    assert "Data Policy Exception" in result["error_message"]
    assert api.rows("incident", f"correlation_id={key}") == []


def test_many_rows_are_imported_with_one_request(api):
    names = [uuid.uuid4().hex[:10] for _ in range(3)]
    records = [{"user_id": name, "first_name": "New", "last_name": name} for name in names]
    answer = api("POST", "/api/now/import/imp_user/insertMultiple", json={"records": records})

    assert answer.status_code == 201
    assert len(api.rows("sys_user", f"user_nameIN{','.join(names)}")) == 3


def test_only_staging_tables_take_imports(api):
    assert api("POST", "/api/now/import/incident", json={}).status_code == 400


def test_a_long_address_may_be_sent_as_a_short_one(api):
    query = "^OR".join(f"number=INC00100{place:02d}" for place in range(1, 60))
    url = f"{api.url}/api/now/table/incident?sysparm_query={query}&sysparm_fields=number&sysparm_limit=100"
    result = api("POST", "/api/now/tinyurl", json={"url": url}).json()["result"]
    name, _, tiny = result.partition("?sysparm_tiny=")
    rows = api("GET", f"/api/now/table/incident?sysparm_tiny={tiny}&sysparm_limit=7").json()["result"]

    assert name == "incident_list.do"
    assert len(rows) == 7
    assert set(rows[0]) == {"number"}
