"""pysnow, as it is, drives the practice server as it drives ServiceNow."""

from __future__ import annotations

import os
from unittest.mock import patch

import pysnow
import pytest
import requests


@pytest.fixture
def client(server) -> pysnow.Client:
    return pysnow.Client(host=server.removeprefix("http://"), user="admin", password="admin", use_ssl=False)


@pytest.fixture
def incidents(client) -> pysnow.Resource:
    return client.resource(api_path="/table/incident")


def test_a_record_is_created_read_updated_and_deleted(incidents):
    made = incidents.create({"short_description": "by pysnow", "impact": "1"}).one()
    assert incidents.get(query={"number": made["number"]}).one()["short_description"] == "by pysnow"

    changed = incidents.update({"number": made["number"]}, {"urgency": "1", "work_notes": "a note"}).one()
    assert changed["priority"] == "1"

    assert incidents.delete({"number": made["number"]}) == {"status": "record deleted"}
    assert incidents.get(query={"number": made["number"]}).one_or_none() is None


def test_queries_of_its_builder_select(incidents):
    ended = pysnow.QueryBuilder().field("state").equals(["6", "7"])
    closed = pysnow.QueryBuilder().field("state").equals("7").OR().field("state").equals("8")
    ordered = (
        pysnow.QueryBuilder().field("number").starts_with("INC001").AND().field("number").order_descending()
    )

    assert {row["state"] for row in incidents.get(query=closed).all()} == {"7", "8"}
    numbers = [row["number"] for row in incidents.get(query=ordered, limit=5).all()]
    assert numbers == sorted(numbers, reverse=True)
    assert {row["state"] for row in incidents.get(query=ended).all()} == {"6", "7"}


def test_a_stream_gives_the_same_rows(incidents):
    plain = incidents.get(query="numberSTARTSWITHINC00100^ORDERBYnumber", limit=20).all()
    stream = list(incidents.get(query="numberSTARTSWITHINC00100^ORDERBYnumber", limit=20, stream=True).all())

    assert stream == plain
    assert len(plain) == 20


def test_display_values_fields_and_offsets_are_understood(incidents):
    rows = incidents.get(
        query="ORDERBYnumber", fields=["number", "caller_id"], display_value=True, limit=1, offset=1
    )

    row = rows.one()
    assert row["number"] == "INC0010002"
    assert row["caller_id"]["display_value"]


def test_patch_goes_by_its_plain_request(incidents):
    made = incidents.create({"short_description": "x"}).one()
    answer = incidents.request("PATCH", path_append=f"/{made['sys_id']}", json={"comments": "hello"})

    assert answer.one()["sys_mod_count"] == "1"


def test_files_are_uploaded_listed_and_deleted(incidents, tmp_path):
    made = incidents.create({"short_description": "x"}).one()
    path = tmp_path / "log.txt"
    path.write_text("what happened")

    incidents.attachments.upload(sys_id=made["sys_id"], file_path=str(path), name="log.txt")
    (kept,) = incidents.attachments.get(sys_id=made["sys_id"])

    assert kept["file_name"] == "log.txt"
    assert incidents.attachments.delete(kept["sys_id"]) == {"status": "record deleted"}


def test_the_aggregate_api_counts(client):
    stats = client.resource(api_path="/stats/incident")
    stats.parameters.add_custom({"sysparm_count": "true"})

    assert int(stats.get(query="state=7").one()["stats"]["count"]) > 0


def test_a_refusal_is_its_http_error(incidents):
    with pytest.raises(requests.HTTPError) as refused:
        incidents.create({"state": "6"}).one()

    assert "Data Policy Exception" in refused.value.response.json()["error"]["detail"]


def test_its_oauth_client_signs_in_by_password(server):
    client = pysnow.OAuthClient(
        client_id="demo", client_secret="demo", host=server.removeprefix("http://"), use_ssl=False
    )
    with patch.dict(os.environ, {"OAUTHLIB_INSECURE_TRANSPORT": "1"}):
        client.set_token(client.generate_token("admin", "admin"))
        rows = client.resource(api_path="/table/incident").get(limit=1).all()

    assert len(rows) == 1
