"""Tables that extend others, what clients discover, and what an administrator adds."""

from __future__ import annotations

import uuid

import pytest


def test_an_incident_is_a_task_and_is_changed_as_one(api):
    incident = api.made(short_description="both")
    task = api.one("task", f"number={incident['number']}")
    api.change("task", incident["sys_id"], short_description="changed", work_notes="as a task")

    assert (task["sys_class_name"], "caller_id" in task) == ("incident", False)
    assert api.one("incident", f"sys_id={incident['sys_id']}")["short_description"] == "changed"
    entry = api.one("sys_journal_field", f"element_id={incident['sys_id']}^value=as a task")
    assert entry["name"] == "incident"


def test_a_task_of_any_kind_is_found_among_the_tasks(api):
    rows = api.rows("task", "sys_class_nameINSTANCEOFtask", fields="sys_class_name", limit=1000)
    shown = api.rows("task", "sys_class_name=sc_task", display_value="true", limit=1)

    assert {"incident", "problem", "sc_req_item", "sc_task"} <= {row["sys_class_name"] for row in rows}
    assert shown[0]["sys_class_name"] == "Catalog Task"


def test_a_computer_is_a_configuration_item_and_goes_as_one(api):
    made = api.create("cmdb_ci", sys_class_name="cmdb_ci_linux_server", name="test-host", os="Linux")
    server = api.one("cmdb_ci_server", "name=test-host")

    assert (made["sys_class_name"], server["os"]) == ("cmdb_ci_linux_server", "Linux")
    assert api("DELETE", f"/api/now/table/cmdb_ci/{made['sys_id']}").status_code == 204
    assert api.rows("cmdb_ci_linux_server", "name=test-host") == []


def test_clients_discover_tables_and_fields(api):
    table = api.one("sys_db_object", "name=incident")
    parent = api.one("sys_db_object", f"sys_id={table['super_class']}")
    field = api.one("sys_dictionary", "name=incident^element=caller_id")
    number = api.one("sys_number", "prefix=INC")

    assert (table["label"], parent["name"]) == ("Incident", "task")
    assert (field["internal_type"], field["reference"], field["column_label"]) == (
        "reference", "sys_user", "Caller",
    )  # fmt: skip
    assert api.one("sys_dictionary", "name=task^element=opened_at")["internal_type"] == "glide_date_time"
    assert number["category"] == table["sys_id"]


def test_an_administrator_adds_a_field_and_a_table(api):
    mark = uuid.uuid4().hex[:8]
    api.create("sys_dictionary", name="incident", element=f"u_{mark}", internal_type="string", max_length="5")
    incident = api.made(**{f"u_{mark}": "too long"})
    task = api.one("sys_db_object", "name=task")
    api.create("sys_db_object", name=f"u_visit_{mark}", label="Visit", super_class=task["sys_id"])
    guest = {"name": f"u_visit_{mark}", "element": "u_guest", "internal_type": "reference"}
    api.create("sys_dictionary", **guest, reference="sys_user")
    visit = api.create(f"u_visit_{mark}", u_guest="giulia.marchetti", short_description="hello")

    assert incident[f"u_{mark}"] == "too l"
    assert visit["u_guest"]["link"].endswith(f"/table/sys_user/{visit['u_guest']['value']}")
    assert api.one("task", f"sys_id={visit['sys_id']}")["short_description"] == "hello"


def test_what_was_added_is_still_there_after_a_restart(another, tmp_path):
    file = str(tmp_path / "kept.db")
    first = another("--db", file)
    first.create("sys_dictionary", name="incident", element="u_floor", internal_type="integer")
    made = first.made(u_floor="3")
    second = another("--db", file)

    assert second.one("incident", f"sys_id={made['sys_id']}^u_floor>2")["u_floor"] == "3"


@pytest.mark.parametrize("name", ["task", "cmdb_ci", "sys_user", "alm_asset", "sc_cat_item", "contract_sla"])
def test_every_table_has_the_system_fields(api, name):
    row = api.rows(name, limit=1)[0]

    assert len(row["sys_id"]) == 32
    assert {"sys_created_on", "sys_created_by", "sys_updated_on", "sys_updated_by", "sys_mod_count"} <= set(
        row
    )


def test_larkfield_is_a_small_company(api):
    def count(table: str, query: str = "") -> int:
        path = f"/api/now/stats/{table}"
        answer = api("GET", path, params={"sysparm_count": "true", "sysparm_query": query})
        return int(answer.json()["result"]["stats"]["count"])

    assert count("sys_user", "emailISNOTEMPTY") == 200
    assert count("cmdb_ci_computer", "assigned_to.emailISNOTEMPTY^asset_tagSTARTSWITHLF-") == 200
    assert count("problem", "known_error=true^workaroundISNOTEMPTY") == 5
    assert count("cmdb_ci_outage", "endISEMPTY") == 1
    assert count("alm_stockroom") == 3
    assert count("alm_consumable", "install_status=6^stockroom.name=Milan stockroom") == 7


def test_a_person_is_named_after_both_names(api):
    account = uuid.uuid4().hex[:12]
    person = api.create("sys_user", user_name=account, first_name="Ada", last_name="Conti")
    renamed = api.change("sys_user", person["sys_id"], last_name="Riva")

    assert (person["name"], renamed["name"]) == ("Ada Conti", "Ada Riva")


def test_problems_count_their_incidents(api):
    problem = api.create("problem", short_description="many")
    api.made(problem_id=problem["sys_id"])
    incident = api.made(problem_id=problem["sys_id"])
    assert api.one("problem", f"sys_id={problem['sys_id']}")["related_incidents"] == "2"

    api.changed(incident, problem_id="")

    assert api.one("problem", f"sys_id={problem['sys_id']}")["related_incidents"] == "1"
    assert (problem["state"], problem["problem_state"], problem["priority"]) == ("101", "101", "5")


def test_a_change_is_closed_with_code_and_notes_only(api):
    change = api.create("change_request", short_description="x")
    path = f"/api/now/table/change_request/{change['sys_id']}"
    refused = api("PATCH", path, json={"state": "3"})
    closed = api.change(
        "change_request", change["sys_id"], state="3", close_code="successful", close_notes="y"
    )

    assert (change["state"], change["type"]) == ("-5", "normal")
    assert "The following fields are mandatory: Close code, Close notes" in refused.json()["error"]["detail"]
    assert closed["active"] == "false"


def test_what_was_changed_is_in_the_audit(api):
    incident = api.made(impact="3")
    api.changed(incident, impact="1")
    row = api.one("sys_audit", f"documentkey={incident['sys_id']}^fieldname=impact")

    assert (row["oldvalue"], row["newvalue"], row["user"]) == ("3", "1", "admin")
