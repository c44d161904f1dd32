"""Ordering from the catalogue: questions, carts, approvals, tasks, and what leaves the stockroom."""

from __future__ import annotations

import pytest

BASE = "/api/sn_sc/servicecatalog"


def item(api, name: str) -> str:
    return api.one("sc_cat_item", f"name={name}")["sys_id"]


def order(api, name: str, **body):
    return api("POST", f"{BASE}/items/{item(api, name)}/order_now", json={"sysparm_quantity": 1, **body})


def line_of(api, answer) -> dict:
    assert answer.status_code == 200, answer.text
    return api.one("sc_req_item", f"request={answer.json()['result']['sys_id']}")


def laptop(api) -> dict:
    answers = {"operating_system": "windows"}
    return line_of(
        api, order(api, "Standard laptop", variables=answers, sysparm_requested_for="luca.bernardi")
    )


def test_the_catalogue_is_walked_from_catalogue_to_category_to_item(api):
    (catalogue,) = api("GET", f"{BASE}/catalogs").json()["result"]
    categories = api("GET", f"{BASE}/catalogs/{catalogue['sys_id']}/categories").json()["result"]
    hardware = next(category for category in categories if category["title"] == "Hardware")
    items = api("GET", f"{BASE}/items", params={"sysparm_category": hardware["sys_id"], "sysparm_limit": 3})

    assert [category["title"] for category in categories][:2] == ["Access", "Software"]
    assert items.headers["X-Total-Count"] == "8"
    assert [each["name"] for each in items.json()["result"]] == [
        "Standard laptop", "Performance laptop", "Business phone",
    ]  # fmt: skip


def test_there_are_forty_items_and_words_find_them(api):
    everything = api("GET", f"{BASE}/items", params={"sysparm_limit": 100}).json()["result"]
    found = api("GET", f"{BASE}/items", params={"sysparm_text": "headset"}).json()["result"]

    assert len(everything) == 40
    assert [(each["name"], each["price"]) for each in found] == [("Headset", "$85.00")]


def test_an_item_shows_its_questions_with_their_choices(api):
    whole = api("GET", f"/api/sn_sc/v1/servicecatalog/items/{item(api, 'Keyboard')}").json()["result"]
    (layout,) = whole["variables"]

    assert (layout["name"], layout["type"], layout["friendly_type"]) == ("layout", 5, "select_box")
    assert layout["mandatory"] is True
    assert [choice["value"] for choice in layout["choices"]] == ["it", "us", "uk"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"sysparm_quantity": "0"}, "Invalid Quantity value"),
        ({"sysparm_quantity": "many"}, "Invalid Quantity value"),
        ({"variables": {}}, "Mandatory Variables are required"),
        ({"variables": {"layout": "us"}, "sysparm_requested_for": "nobody.here"}, "Invalid user"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_and_makes_nothing(api, body, message):
    before = len(api.rows("sc_request"))
    answer = order(api, "Keyboard", **body)

    assert (answer.status_code, answer.json()["error"]["message"]) == (400, message)
    assert len(api.rows("sc_request")) == before


def test_an_order_without_approval_is_a_request_an_item_and_a_task(api):
    answer = order(api, "Keyboard", sysparm_quantity=2, variables={"layout": "uk"})
    result = answer.json()["result"]
    line = line_of(api, answer)
    task = api.one("sc_task", f"request_item={line['sys_id']}")
    (pair,) = api.rows("sc_item_option_mtom", f"request_item={line['sys_id']}", fields="sc_item_option.value")

    assert (result["table"], result["request_number"][:3]) == ("sc_request", "REQ")
    assert (line["number"][:4], line["quantity"], line["approval"]) == ("RITM", "2", "approved")
    assert (task["number"][:6], task["state"], line["price"]) == ("SCTASK", "1", "90")
    assert pair["sc_item_option.value"] == "uk"


def test_a_request_is_never_made_by_the_table_api(api):
    answer = api("POST", "/api/now/table/sc_request", json={"short_description": "x"})

    assert answer.status_code == 403
    assert answer.json()["error"]["detail"] == "ACL Exception Insert Failed due to security constraints"


def test_a_laptop_waits_for_the_manager_of_whom_it_is_for(api):
    line = laptop(api)
    (approval,) = api.rows("sysapproval_approver", f"sysapproval={line['sys_id']}", display_value="true")

    assert (line["approval"], line["stage"]) == ("requested", "waiting_for_approval")
    assert (approval["approver"]["display_value"], approval["state"]) == ("Paolo Ferri", "Requested")
    assert api.rows("sc_task", f"request_item={line['sys_id']}") == []


def test_an_approved_laptop_is_fulfilled_from_the_stockroom_of_that_site(api):
    line = laptop(api)
    luca = api.one("sys_user", "user_name=luca.bernardi")
    approval = api.one("sysapproval_approver", f"sysapproval={line['sys_id']}")
    api.change("sysapproval_approver", approval["sys_id"], state="approved")
    task = api.one("sc_task", f"request_item={line['sys_id']}")
    api.change("sc_task", task["sys_id"], state="3")

    taken = api.one("alm_hardware", f"request_line={line['sys_id']}")
    request = api.one("sc_request", f"sys_id={line['request']}")
    assert (taken["assigned_to"], taken["install_status"], taken["stockroom"]) == (luca["sys_id"], "1", "")
    assert taken["location"] == luca["location"]
    assert (request["state"], request["request_state"]) == ("3", "closed_complete")
    assert api.one("sc_req_item", f"sys_id={line['sys_id']}")["stage"] == "complete"


def test_a_rejected_laptop_ends_the_request_and_the_decision_stands(api):
    line = laptop(api)
    approval = api.one("sysapproval_approver", f"sysapproval={line['sys_id']}")
    api.change("sysapproval_approver", approval["sys_id"], state="rejected", comments="Too early")

    path = f"/api/now/table/sysapproval_approver/{approval['sys_id']}"
    again = api("PATCH", path, json={"state": "approved"})
    ended = api.one("sc_req_item", f"sys_id={line['sys_id']}")
    assert (ended["state"], ended["stage"], ended["active"]) == ("4", "request_cancelled", "false")
    assert api.one("sc_request", f"sys_id={line['request']}")["request_state"] == "closed_rejected"
    assert again.status_code == 403


def test_small_things_are_counted_down_and_shown_as_consumed(api):
    def there() -> int:
        rows = api.rows(
            "alm_consumable", "display_name=Mouse M1^install_status=6^stockroom.name=Milan stockroom"
        )
        return int(rows[0]["quantity"])

    before = there()
    answers = {"sysparm_quantity": 3, "sysparm_requested_for": "giulia.marchetti"}
    line = line_of(api, order(api, "Mouse", **answers))
    api.change("sc_task", api.one("sc_task", f"request_item={line['sys_id']}")["sys_id"], state="3")

    used = api.one("alm_consumable", f"request_line={line['sys_id']}")
    assert there() == before - 3
    assert (used["quantity"], used["install_status"]) == ("3", "10")


def test_a_cart_is_filled_changed_and_ordered_as_one_request(api):
    def added(name: str, **body) -> dict:
        answer = api("POST", f"{BASE}/items/{item(api, name)}/add_to_cart", json=body)
        return answer.json()["result"]

    added("Mouse", sysparm_quantity="2")
    cart = added("Webcam")
    assert (len(cart["items"]), cart["subtotal"]) == (2, "$120.00")
    mouse = cart["items"][0]["cart_item_id"]
    assert api("DELETE", f"{BASE}/cart/{mouse}").status_code == 204
    ordered = api("POST", f"{BASE}/cart/submit_order", json={}).json()["result"]

    assert len(api.rows("sc_req_item", f"request={ordered['request_id']}")) == 1
    assert api("GET", f"{BASE}/cart").json()["result"]["items"] == []
    assert api("POST", f"{BASE}/cart/submit_order", json={}).status_code == 400


def test_a_record_producer_makes_a_record_of_its_table(api):
    fields = {"name": "Report a fault", "table_name": "incident", "active": "true"}
    producer = api.create("sc_cat_item_producer", **fields)
    path = f"{BASE}/items/{producer['sys_id']}/submit_producer"
    made = api("POST", path, json={"variables": {"short_description": "by producer"}}).json()["result"]

    assert made["table"] == "incident"
    assert api.one("incident", f"number={made['number']}")["short_description"] == "by producer"
