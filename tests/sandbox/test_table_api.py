"""The Table API as ServiceNow answers it: shapes, headers, refusals."""

from __future__ import annotations

import asyncio
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

NO_RECORD = "Record doesn't exist or ACL restricts the record retrieval"
CLIENT = {"client_id": "demo", "client_secret": "demo"}
GIULIA = "giulia.marchetti"


def test_a_new_incident_gets_number_defaults_and_priority(api):
    answer = api(
        "POST", "/api/now/table/incident", json={"short_description": "x", "impact": "1", "urgency": 2}
    )
    row = answer.json()["result"]

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{api.url}/api/now/table/incident/{row['sys_id']}"
    assert row["number"].startswith("INC001")
    assert (row["state"], row["incident_state"], row["priority"], row["active"]) == ("1", "1", "2", "true")
    assert (row["category"], row["made_sla"], row["sys_mod_count"]) == ("inquiry", "true", "0")
    assert row["opened_by"]["value"] == "6816f79cc0a8016401c5a33be04be441"
    assert row["sys_domain"]["value"] == "global"
    assert (row["caller_id"], row["comments"]) == ("", "")


def test_numbers_follow_one_another_and_none_is_given_twice(api):
    first, second = api.made(), api.made()
    assert api("DELETE", f"/api/now/table/incident/{second['sys_id']}").status_code == 204
    third = api.made()

    assert [int(row["number"][3:]) - int(first["number"][3:]) for row in (second, third)] == [1, 2]


@pytest.mark.parametrize(
    ("fields", "priority"),
    [
        ("11", "1"),
        ("12", "2"),
        ("13", "3"),
        ("21", "2"),
        ("22", "3"),
        ("23", "4"),
        ("31", "3"),
        ("32", "4"),
        ("33", "5"),
    ],
)
def test_priority_is_looked_up_and_never_taken_from_the_sender(api, fields, priority):
    row = api.made(impact=fields[0], urgency=fields[1], priority="1")

    assert row["priority"] == priority
    assert api.changed(row, priority="1").json()["result"]["priority"] == priority


def test_unknown_and_system_fields_are_left_out_without_a_word(api):
    row = api.made(short_description="x", no_such_field="y", sys_created_by="somebody", sys_mod_count="7")

    assert "no_such_field" not in row
    assert (row["sys_created_by"], row["sys_mod_count"]) == ("admin", "0")


def test_an_own_sys_id_is_honoured_once(api):
    own = uuid.uuid4().hex
    assert api.made(sys_id=own)["sys_id"] == own

    answer = api("POST", "/api/now/table/incident", json={"sys_id": own})

    assert answer.status_code == 403
    assert answer.json()["error"]["message"] == "Operation Failed"
    assert answer.json()["error"]["detail"].startswith(
        "Unique Key violation detected by database (Duplicate entry"
    )


def test_a_reference_is_found_by_what_it_shows_and_walks(api):
    row = api.made(caller_id="Giulia Marchetti", assignment_group="Network Operations")

    shown = api.rows(
        "incident",
        f"sys_id={row['sys_id']}",
        display_value="true",
        fields="caller_id,caller_id.location.name,assignment_group,nonsense,caller_id.nonsense",
    )

    link = f"{api.url}/api/now/table/sys_user/{row['caller_id']['value']}"
    assert row["caller_id"]["link"] == link
    assert shown[0]["caller_id"] == {"display_value": "Giulia Marchetti", "link": link}
    assert shown[0]["caller_id.location.name"] == "Milan"
    assert set(shown[0]) == {"caller_id", "caller_id.location.name", "assignment_group"}


def test_three_display_modes_in_any_case(api):
    row = api.made(caller_id=GIULIA, impact="1")

    def shown(mode: str, **more: str) -> dict:
        fields = "caller_id,impact,active,opened_at"
        return api.rows("incident", f"sys_id={row['sys_id']}", display_value=mode, fields=fields, **more)[0]

    assert shown("False")["impact"] == "1"
    assert shown("TRUE")["impact"] == "1 - High"
    assert shown("all")["impact"] == {"display_value": "1 - High", "value": "1"}
    assert set(shown("all")["caller_id"]) == {"display_value", "value", "link"}
    assert shown("true", exclude_reference_link="True")["caller_id"] == "Giulia Marchetti"
    assert shown("false", exclude_reference_link="true")["caller_id"] == row["caller_id"]["value"]
    assert shown("all")["opened_at"]["display_value"] != shown("all")["opened_at"]["value"]


def test_pages_say_how_many_there_are_and_where_the_next_is(api):
    path = "/api/now/table/incident?sysparm_query=numberSTARTSWITHINC00100&sysparm_limit=10&sysparm_offset=10"
    answer = api("GET", path)

    assert len(answer.json()["result"]) == 10
    assert int(answer.headers["X-Total-Count"]) >= 60
    assert set(answer.links) == {"first", "prev", "next", "last"}
    following = requests.get(answer.links["next"]["url"], auth=("admin", "admin"), timeout=5).json()["result"]
    assert following[0]["number"] != answer.json()["result"][0]["number"]
    assert "Link" not in api("GET", "/api/now/table/sys_user_role").headers


def test_an_empty_list_is_a_404_in_version_one_only(api):
    query = "?sysparm_query=number=INC9999999"

    assert api("GET", f"/api/now/v1/table/incident{query}").status_code == 404
    assert api("GET", f"/api/now/v2/table/incident{query}").json() == {"result": []}
    assert api("GET", f"/api/now/table/incident{query}").json() == {"result": []}


def test_other_parameters_filter_by_stored_or_shown_values(api):
    closed = api("GET", "/api/now/table/incident?state=closed").json()["result"]
    giulias = api("GET", "/api/now/table/incident", params={"caller_id": "Giulia Marchetti"}).json()["result"]

    assert {row["state"] for row in closed} == {"7"}
    assert giulias
    assert len({row["caller_id"]["value"] for row in giulias}) == 1


def test_journals_append_and_show_newest_first(api):
    row = api.made(comments="first", work_notes="for agents")
    api.changed(row, comments="second")
    api.changed(row, comments="")

    entries = api.rows(
        "sys_journal_field", f"element_id={row['sys_id']}^element=comments^ORDERBYDESCsys_created_on"
    )
    shown = api.rows("incident", f"sys_id={row['sys_id']}", display_value="true")[0]

    assert [entry["value"] for entry in entries] == ["second", "first"]
    assert [line for line in shown["comments"].split("\n") if line][1::2] == ["second", "first"]
    assert "System Administrator (Additional comments)\nsecond\n\n" in shown["comments"]
    assert "(Work notes)\nfor agents\n\n" in shown["comments_and_work_notes"]
    assert len(api.rows("incident", f"work_notesLIKEfor agents^sys_id={row['sys_id']}")) == 1


def test_journal_rows_are_silently_empty_for_an_account_that_is_no_admin(api):
    path = f"{api.url}/api/now/table/sys_journal_field"
    answer = requests.get(path, auth=("integration", "integration"), timeout=5)

    assert (answer.status_code, answer.json()) == (200, {"result": []})


def test_a_long_text_is_cut_off(api):
    assert len(api.made(short_description="x" * 500)["short_description"]) == 160


def test_resolving_needs_a_code_of_the_list_and_notes(api):
    row = api.made()
    mandatory = "Data Policy Exception: \n\tThe following fields are mandatory: "

    nothing = api.changed(row, state="6")
    wrong = api.changed(row, state="6", close_code="Fixed somehow", close_notes="x")
    right = api.changed(row, state="6", close_code="Solution provided", close_notes="x")

    assert (nothing.status_code, nothing.json()["error"]["detail"]) == (
        403,
        f"{mandatory}Resolution code, Close notes",
    )
    assert wrong.json()["error"]["detail"] == f"{mandatory}Resolution code"
    assert right.json()["result"]["resolved_at"]
    assert right.json()["result"]["active"] == "true"


def test_resolved_is_reopened_and_closed_is_not(api):
    row = api.made()
    done = {"close_code": "Solution provided", "close_notes": "x"}
    api.changed(row, state="6", **done)

    reopened = api.changed(row, state="2").json()["result"]
    closed = api.changed(row, state="7", **done).json()["result"]
    again = api.changed(row, state="2")

    assert (reopened["reopen_count"], reopened["resolved_at"]) == ("1", "")
    assert (closed["active"], bool(closed["closed_at"])) == ("false", True)
    assert again.status_code == 403
    assert "was aborted by Business Rule" in again.json()["error"]["detail"]


def test_waiting_for_the_caller_needs_a_comment(api):
    row = api.made()

    assert api.changed(row, state="3", hold_reason="1").status_code == 403
    held = api.changed(row, state="3", hold_reason="1", comments="Which printer?").json()["result"]
    assert (held["state"], held["hold_reason"]) == ("3", "1")
    assert api.changed(row, state="2").json()["result"]["hold_reason"] == ""


def test_another_group_takes_it_from_whom_it_was_assigned_to(api):
    row = api.made(assignment_group="Messaging", assigned_to="owen.price")

    moved = api.changed(row, assignment_group="Network Operations").json()["result"]

    assert (moved["assigned_to"], moved["reassignment_count"], moved["sys_mod_count"]) == ("", "1", "1")


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "message", "detail"),
    [
        ("GET", "/api/now/table/foo", {}, 400, "Invalid table foo", None),
        ("GET", "/api/now/x", {}, 400, "Requested URI does not represent any resource", "/api/now/x"),
        ("POST", "/api/now/table/incident", {"data": "{"}, 400, "Exception while reading request", ...),
        ("POST", "/api/now/table/incident", {"data": "[1]"}, 400, "Exception while reading request", ...),
        ("POST", "/api/now/table/incident", {"data": '"x"'}, 400, "Exception while reading request", ...),
        ("GET", "/api/now/table/incident/" + "0" * 32, {}, 404, "No Record found", NO_RECORD),
        ("DELETE", "/api/now/table/incident/nope", {}, 404, "No Record found", ...),
        ("DELETE", "/api/now/table/incident", {}, 405, "Method not supported", ...),
        ("GET", "/api/now/table/incident", {"headers": {"Accept": "image/png"}}, 406, "Not acceptable", ...),
    ],
)  # fmt: skip
def test_a_refusal_has_the_real_ones_words_and_shape(api, method, path, more, status, message, detail):
    more = {"headers": {"Content-Type": "application/json"}, **more}
    answer = api(method, path, **more)

    body = answer.json()
    assert (answer.status_code, body["status"], body["error"]["message"]) == (status, "failure", message)
    assert detail is ... or body["error"]["detail"] == detail


def test_a_body_that_is_no_json_type_is_unsupported(api):
    answer = api("POST", "/api/now/table/incident", data="a=b", headers={"Content-Type": "text/plain"})

    assert answer.status_code == 415


@pytest.mark.parametrize(("required", "status"), [("false", 200), ("true", 400)])
def test_a_request_without_accept_is_refused_when_the_instance_is_set_so(another, required, status):
    api = another()
    api.property("sandbox.accept.required", required)

    assert api("GET", "/api/now/table/incident", headers={"Accept": None}).status_code == status


def test_a_method_may_be_overridden_and_a_body_left_out(api):
    row = api.made()
    headers = {"X-HTTP-Method-Override": "PATCH", "X-no-response-body": "true"}
    answer = api("POST", f"/api/now/table/incident/{row['sys_id']}", json={"impact": "1"}, headers=headers)

    assert (answer.status_code, answer.content) == (200, b"")
    assert api.rows("incident", f"sys_id={row['sys_id']}")[0]["impact"] == "1"


@pytest.mark.parametrize("auth", [None, ("admin", "wrong"), ("nobody", "x"), ("giulia.marchetti", "")])
def test_nobody_gets_in_without_an_account(api, auth):
    answer = requests.get(f"{api.url}/api/now/table/incident", auth=auth, timeout=5)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'BASIC realm="Service-now"'
    error = {"message": "User Not Authenticated", "detail": "Required to provide Auth information"}
    assert answer.json() == {"error": error, "status": "failure"}


def test_an_account_without_roles_is_authenticated_and_not_authorized(api):
    answer = requests.get(f"{api.url}/api/now/table/incident", auth=("no.roles", "no.roles"), timeout=5)

    assert answer.status_code == 403
    assert answer.json()["error"]["detail"] == "Failed API level ACL Validation"


def test_keys_and_tokens_of_every_grant_open_the_door(api):
    def grant(**form) -> dict:
        answer = requests.post(f"{api.url}/oauth_token.do", data=form, timeout=5)
        assert answer.status_code == 200
        return answer.json()

    def status(**headers) -> int:
        return requests.get(f"{api.url}/api/now/table/sys_user_role", headers=headers, timeout=5).status_code

    first = grant(grant_type="password", username="admin", password="admin", **CLIENT)
    again = grant(grant_type="client_credentials", **CLIENT)
    renewed = grant(grant_type="refresh_token", refresh_token=first["refresh_token"], junk="x", **CLIENT)

    assert status(**{"x-sn-apikey": "demo-api-key"}) == 200
    assert status(**{"x-sn-apikey": "other"}) == 401
    assert first["access_token"] == again["access_token"]
    assert (first["scope"], first["token_type"]) == ("useraccount", "Bearer")
    assert status(Authorization=f"Bearer {first['access_token']}") == 401
    assert status(Authorization=f"Bearer {renewed['access_token']}") == 200


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "password", "username": "admin", "password": "wrong", **CLIENT},
        {"grant_type": "client_credentials", **CLIENT, "client_secret": "wrong"},
        {"grant_type": "magic", **CLIENT},
        {},
    ],
)  # fmt: skip
def test_a_token_is_refused_in_the_real_ones_words(api, form):
    answer = requests.post(f"{api.url}/oauth_token.do", data=form, timeout=5)

    assert (answer.status_code, answer.json()["error_description"]) == (401, "access_denied")


def test_a_number_of_incidents_by_group(api):
    path = "/api/now/stats/incident?sysparm_count=true&sysparm_query=numberSTARTSWITHINC00100"
    total = api("GET", path).json()["result"]["stats"]["count"]
    grouped = api("GET", f"{path}&sysparm_group_by=state&sysparm_avg_fields=reopen_count").json()["result"]

    assert sum(int(group["stats"]["count"]) for group in grouped) == int(total)
    assert {group["groupby_fields"][0]["field"] for group in grouped} == {"state"}


def test_a_file_is_kept_with_a_record_and_goes_with_it(api):
    row = api.made()
    where = {"table_name": "incident", "table_sys_id": row["sys_id"], "file_name": "log.txt"}
    headers = {"Content-Type": "text/plain"}
    answer = api("POST", "/api/now/v1/attachment/file", params=where, data=b"hello", headers=headers)
    kept = answer.json()["result"]

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{api.url}/api/now/v1/attachment/{kept['sys_id']}/file"
    assert (kept["size_bytes"], kept["content_type"], kept["file_name"]) == ("5", "text/plain", "log.txt")
    assert api("GET", f"/api/now/attachment/{kept['sys_id']}/file").content == b"hello"
    assert api("GET", f"/api/now/attachment?table_sys_id={row['sys_id']}").headers["X-Total-Count"] == "1"
    api("DELETE", f"/api/now/table/incident/{row['sys_id']}")
    assert api("GET", f"/api/now/attachment/{kept['sys_id']}").status_code == 404


def test_a_form_with_a_file_is_taken_too(api):
    row = api.made()
    form = {"table_name": "incident", "table_sys_id": row["sys_id"]}
    answer = api(
        "POST",
        "/api/now/attachment/upload",
        data=form,
        files={"uploadFile": ("a.png", b"\x89PNG", "image/png")},
    )

    assert answer.status_code == 201
    assert answer.json()["result"]["content_type"] == "image/png"


@pytest.mark.parametrize(("change", "status"), [({"file_name": ""}, 400), ({"table_sys_id": "0" * 32}, 404)])
def test_a_file_without_a_name_or_a_record_is_refused(api, change, status):
    where = {"table_name": "incident", "table_sys_id": api.made()["sys_id"], "file_name": "a", **change}
    answer = api(
        "POST", "/api/now/attachment/file", params=where, data=b"x", headers={"Content-Type": "text/plain"}
    )

    assert answer.status_code == status


def test_one_delayed_request_stalls_nobody_else(api):
    api(
        "POST",
        "/sandbox/faults",
        json={"fault": "delay_then_commit", "seconds": 1, "match": {"table": "problem"}},
    )
    with ThreadPoolExecutor(1) as other:
        slow = other.submit(api, "GET", "/api/now/table/problem")
        start = time.monotonic()
        while api("GET", "/sandbox/faults").json()["result"]:
            assert time.monotonic() - start < 5
        for _ in range(10):
            api.rows("incident", limit="1")
        assert not slow.done()
        assert slow.result().status_code == 200


@pytest.mark.parametrize(
    "body", ["[]", '{"fault":"x"}', '{"fault":"429","times":0}', '{"fault":"429","seconds":"x"}', "{"]
)
def test_an_order_for_a_fault_that_makes_no_sense_is_refused(api, body):
    assert api("POST", "/sandbox/faults", data=body).status_code == 400


def test_what_was_asked_is_recorded_without_secrets(api):
    api("DELETE", "/sandbox/requests")
    api.made(short_description="recorded")
    (seen,) = api("GET", "/sandbox/requests").json()["result"]

    assert (seen["method"], seen["path"], seen["status"]) == ("POST", "/api/now/table/incident", 201)
    assert "recorded" in seen["body"]
    assert "authorization" not in seen["headers"]


@pytest.mark.parametrize("path", ["/sandbox/faults", "/sandbox/requests"])
def test_the_admin_routes_need_an_account(api, path):
    assert requests.get(api.url + path, timeout=5).status_code == 401


def test_the_page_says_what_it_is_and_shows_words_as_words(api):
    row = api.made(short_description="<script>alert(1)</script>", comments="<img src=x onerror=alert(1)>")
    listing = requests.get(f"{api.url}/", timeout=5)
    one = requests.get(f"{api.url}/incident/{row['number']}", timeout=5)

    assert "practice" in listing.text.lower()
    assert "Not ServiceNow" in listing.text
    assert "<script>" not in listing.text + one.text
    assert "<img" not in one.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in listing.text
    assert "default-src 'none'" in listing.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in listing.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "query",
    [
        "sysparm_limit=x&sysparm_offset=-1",
        "sysparm_limit=99999999999999999999999",
        "sysparm_query=%ff%fe%00^%ED%A0%80=1",
        "sysparm_query=" + "caller_id." * 200 + "name=x",
        "sysparm_query=" + "^".join(["impact=1"] * 300),
        "sysparm_fields=" + "caller_id.manager." * 50,
        "number=%27;--&%27=1&=2",
        "sysparm_query=opened_at>javascript:gs.yearsAgo(999999)",
        "sysparm_query=opened_at>javascript:gs.daysAgo(99999999999999)",
        "sysparm_query=opened_atRELATIVEGE@year@ago@99999999",
        "sysparm_query=impactBETWEEN1^impactON^impactSAMEAS^impactIN",
    ],
)
@pytest.mark.parametrize(
    "path", ["/api/now/table/incident", "/api/now/stats/incident", "/api/now/attachment"]
)
def test_no_query_is_a_failure_of_the_server(api, path, query):
    assert api("GET", f"{path}?{query}").status_code in (200, 400, 414)


@pytest.mark.parametrize(
    "body",
    [
        b'{"short_description":"\\ud800"}',
        b'{"sys_id":"\\ud800' + b"a" * 31 + b'"}',
        b'{"number":{"value":[1,{"a":null}]},"impact":1e400,"active":[]}',
        b"[" * 100_000,
        b'{"opened_at":"yesterday","caller_id":"' + b"x" * 100_000 + b'"}',
        b"\xff\xfe",
        b"",
        b"null",
    ],
)
def test_no_body_is_a_failure_of_the_server(api, body):
    answer = api("POST", "/api/now/table/incident", data=body, headers={"Content-Type": "application/json"})

    assert answer.status_code in (201, 400, 403)


async def test_forty_at_once_get_forty_numbers(api):
    made = await asyncio.gather(*(asyncio.to_thread(api.made, short_description="x") for _ in range(40)))

    assert len({row["number"] for row in made}) == 40


def test_values_may_be_sent_as_they_are_shown(api):
    path = "/api/now/table/incident?sysparm_input_display_value=true"
    sent = {"impact": "1 - High", "caller_id": "Giulia Marchetti", "due_date": "2026-11-20 00:30:00"}
    row = api("POST", path, json=sent).json()["result"]

    assert (row["impact"], row["due_date"]) == ("1", "2026-11-20 08:30:00")
    assert row["caller_id"]["value"]


def test_lists_of_people_hold_ids_and_show_names(api):
    row = api.made(watch_list="giulia.marchetti,Paolo Ferri,guest@example.com")
    shown = api.rows("incident", f"sys_id={row['sys_id']}", display_value="true", fields="watch_list")

    assert [len(part) for part in row["watch_list"].split(",")] == [32, 32, 17]
    assert shown[0]["watch_list"] == "Giulia Marchetti, Paolo Ferri, guest@example.com"


def test_groups_are_had_ordered_and_named(api):
    path = "/api/now/stats/incident?sysparm_count=true&sysparm_group_by=assignment_group"
    path += "&sysparm_query=sys_created_by!=admin"
    more = "&sysparm_having=count^state^>^40&sysparm_order_by=COUNT^state^DESC&sysparm_display_value=all"
    result = api("GET", path + more).json()["result"]
    counts = [int(group["stats"]["count"]) for group in result]
    first = result[0]["groupby_fields"][0]

    assert counts == sorted(counts, reverse=True)
    assert min(counts) > 40
    assert (first["display_value"], len(first["value"])) == ("Service Desk L2", 32)


def test_extremes_and_means_are_of_numbers(api):
    path = "/api/now/stats/incident?sysparm_query=numberSTARTSWITHINC00100"
    more = "&sysparm_min_fields=priority,opened_at&sysparm_max_fields=priority&sysparm_avg_fields=impact"
    stats = api("GET", path + more).json()["result"]["stats"]

    assert (stats["min"]["priority"], stats["max"]["priority"]) == ("2", "5")
    assert stats["min"]["opened_at"][:2] == "20"
    assert 1 < float(stats["avg"]["impact"]) < 3


def test_a_file_is_renamed_and_files_of_other_kinds_are_refused(another):
    api = another()
    row = api.made()
    where = {"table_name": "incident", "table_sys_id": row["sys_id"], "file_name": "log.txt"}

    def sent(**more) -> requests.Response:
        headers = {"Content-Type": "text/plain"}
        return api(
            "POST", "/api/now/attachment/file", params={**where, **more}, data=b"x" * 100, headers=headers
        )

    kept = sent().json()["result"]
    renamed = api("PATCH", f"/api/now/attachment/{kept['sys_id']}", json={"file_name": "new.txt"})
    api.property("glide.attachment.extensions", "png,txt")
    wrong = sent(file_name="a.exe")
    api.property("com.glide.attachment.max_size", "0")

    assert (renamed.status_code, wrong.status_code, sent().status_code) == (204, 400, 413)
    assert api.one("sys_attachment", f"sys_id={kept['sys_id']}")["file_name"] == "new.txt"
