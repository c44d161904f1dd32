"""The older and the special interfaces: CMDB instances and JSONv2."""

from __future__ import annotations

CMDB = "/api/now/cmdb/instance"
KIND = "cmdb_ci_linux_server"


def test_a_configuration_item_is_made_with_its_relations_and_loses_one(api):
    host = api("GET", f"{CMDB}/{KIND}?sysparm_query=name=mil-erp-01").json()["result"][0]
    runs = api.one("cmdb_rel_type", "name=Runs on::Runs")["sys_id"]
    relation = {"type": runs, "target": host["sys_id"]}
    body = {
        "attributes": {"name": "twin", "os": "Linux"},
        "source": "Import",
        "outbound_relations": [relation],
    }
    made = api("POST", f"{CMDB}/{KIND}", json=body)
    result = made.json()["result"]
    path = f"{CMDB}/{KIND}/{result['attributes']['sys_id']}"
    (outbound,) = result["outbound_relations"]

    assert (made.status_code, result["attributes"]["discovery_source"]) == (201, "Import")
    assert outbound["target"]["display_value"] == "mil-erp-01"
    assert api("DELETE", f"{path}/relation/{outbound['sys_id']}").status_code == 204
    assert api("GET", path).json()["result"]["outbound_relations"] == []


def test_a_configuration_item_is_changed_and_shows_whom_it_refers_to(api):
    row = api.rows("cmdb_ci_computer", limit=1)[0]
    path = f"{CMDB}/cmdb_ci_computer/{row['sys_id']}"
    body = {"attributes": {"location": "Austin"}}
    changed = api("PATCH", path, json=body).json()["result"]["attributes"]

    assert changed["location"]["display_value"] == "Austin"
    assert api("GET", f"{CMDB}/incident").status_code == 400
    assert api("POST", f"{CMDB}/{KIND}", json={"name": "x"}).status_code == 400


def test_the_older_interface_inserts_reads_updates_and_deletes(api):
    def asked(method: str, more: str, **body) -> list[dict]:
        answer = api(method, f"/incident.do?JSONv2&{more}", json=body or None)
        assert answer.status_code == 200, answer.text
        return answer.json()["records"]

    (made,) = asked("POST", "sysparm_action=insert", short_description="old way")
    query = f"sysparm_query=sys_id={made['sys_id']}"
    (changed,) = asked("POST", f"sysparm_action=update&{query}", short_description="older way")

    assert (made["__status"], made["opened_by"]) == ("success", "6816f79cc0a8016401c5a33be04be441")
    assert changed["short_description"] == "older way"
    assert asked("GET", f"sysparm_action=getKeys&{query}") == [made["sys_id"]]
    asked("POST", f"sysparm_action=deleteMultiple&{query}")
    assert asked("GET", query) == []
    assert api("POST", "/incident.do?JSONv2&sysparm_action=deleteMultiple").status_code == 400


def test_the_older_interface_has_the_same_rights(integration):
    answer = integration("POST", "/incident.do?JSONv2&sysparm_action=deleteMultiple", json={})

    assert answer.status_code == 403
    assert integration("GET", "/incident.do?JSONv2&sysparm_action=deleteMultiple").status_code == 405
    assert integration("GET", "/incident.do").status_code == 400


def test_answers_of_an_item_are_its_variables(api):
    item = api.one("sc_cat_item", "name=Toner")
    body = {"sysparm_quantity": 1, "variables": {"printer": "MIL-2-PRN1"}}
    path = f"/api/sn_sc/servicecatalog/items/{item['sys_id']}/order_now"
    request = api("POST", path, json=body).json()["result"]
    query = f"request={request['sys_id']}"
    (line,) = api.rows("sc_req_item", query, fields="number,variables.printer,variables.nothing")
    (task,) = api.rows("sc_task", query, fields="variables.printer", display_value="all")

    assert line["variables.printer"] == "MIL-2-PRN1"
    assert "variables.nothing" not in line
    assert task["variables.printer"]["value"] == "MIL-2-PRN1"
