"""Catalogue requests: ordered, approved, fulfilled, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.rules import approvals, assets, task
from sandbox.rules.circumstance import Circumstance, Hands
from sandbox.store import Row
from sandbox.tables.fields import Table


@dataclass(frozen=True)
class Line:
    """So many of a catalogue item, with the answers to its questions by variable name."""

    item: Row
    quantity: int = 1
    variables: Mapping[str, str] = field(default_factory=dict)


def cart_item_created(row: Row, here: Circumstance) -> Row:
    return {"quantity": "1", "active": "true", **{k: v for k, v in row.items() if v != ""}}


def ordered(hands: Hands, lines: Sequence[Line], *, requested_for: str, instructions: str = "") -> Row:
    """The request with its items: each waits for its approval or is already being fulfilled."""
    price = sum(_price(line) for line in lines)
    heading = lines[0].item["short_description"] or lines[0].item["name"]
    request = hands.create("sc_request", {
        "requested_for": requested_for, "short_description": heading, "price": f"{price:g}",
        "special_instructions": instructions, "request_state": "requested", "stage": "requested",
    })  # fmt: skip
    for line in lines:
        _ordered_item(hands, request, line, requested_for)
    row = hands.store.get(hands.store.tables["sc_request"], request["sys_id"])
    return row or request


def item_written(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    """An item goes on when it is approved, ends when it is rejected, and may end its request."""
    if not old:
        return
    if new["approval"] != old["approval"] and new["approval"] == "approved":
        _fulfil(hands, new)
    elif new["approval"] != old["approval"] and new["approval"] == "rejected":
        hands.update("sc_req_item", new["sys_id"], {"state": "4", "stage": "request_cancelled"})
    elif new["state"] != old["state"] and task.ended("sc_req_item", new["state"]):
        _end_request(hands, new["request"])


def task_written(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    """When the last task of an item is done, so is the item."""
    if not old or new["state"] == old["state"] or not new["request_item"]:
        return
    if new["state"] == "2":
        hands.update("sc_req_item", new["request_item"], {"state": "2"})
    tasks = hands.store.rows("SELECT state FROM sc_task WHERE request_item = ?", [new["request_item"]])
    if not all(task.ended("sc_task", row["state"]) for row in tasks):
        return
    done = all(row["state"] in ("3", "7") for row in tasks)
    if done:
        assets.hand_out(hands, new["request_item"])
    end = {"state": "3", "stage": "complete"} if done else {"state": "4", "stage": "request_cancelled"}
    hands.update("sc_req_item", new["request_item"], end)


def _ordered_item(hands: Hands, request: Row, line: Line, requested_for: str) -> None:
    item = line.item
    approver = _approver(hands, item, requested_for)
    row = hands.create("sc_req_item", {
        "request": request["sys_id"], "parent": request["sys_id"], "cat_item": item["sys_id"],
        "sc_catalog": item["sc_catalogs"].split(",")[0], "quantity": str(line.quantity),
        "requested_for": requested_for, "short_description": item["short_description"] or item["name"],
        "assignment_group": item["group"], "price": f"{_price(line):g}", "stage": "waiting_for_approval",
        "approval": "requested" if approver else "not requested",
    })  # fmt: skip
    _answer(hands, row, line)
    if approver:
        approvals.ask(hands, row, approver)
        hands.update("sc_request", request["sys_id"], {"approval": "requested"})
        return
    hands.update("sc_req_item", row["sys_id"], {"approval": "approved"})


def _answer(hands: Hands, row: Row, line: Line) -> None:
    """Each answer is a row of its own, as the questions are."""
    questions = hands.store.rows(
        'SELECT * FROM item_option_new WHERE cat_item = ? ORDER BY CAST("order" AS INTEGER)',
        [line.item["sys_id"]],
    )
    for question in questions:
        value = line.variables.get(question["name"], question["default_value"])
        answer = {"item_option_new": question["sys_id"], "value": value, "order": question["order"]}
        option = hands.create("sc_item_option", answer)
        pair = {"sc_item_option": option["sys_id"], "request_item": row["sys_id"]}
        hands.create("sc_item_option_mtom", pair)


def _approver(hands: Hands, item: Row, requested_for: str) -> str:
    """Whom the item asks: the manager of whom it is for, or its owner; "" for nobody."""
    if item["approval"] == "owner":
        return item["owner"]
    if item["approval"] != "manager":
        return ""
    person = hands.store.get(hands.store.tables["sys_user"], requested_for)
    return person["manager"] if person else ""


def _fulfil(hands: Hands, item: Row) -> None:
    hands.update("sc_req_item", item["sys_id"], {"stage": "fulfillment"})
    hands.create("sc_task", {
        "request_item": item["sys_id"], "request": item["request"], "parent": item["sys_id"],
        "cat_item": item["cat_item"], "sc_catalog": item["sc_catalog"],
        "short_description": item["short_description"], "assignment_group": item["assignment_group"],
        "location": item["location"],
    })  # fmt: skip
    items = hands.store.rows("SELECT approval FROM sc_req_item WHERE request = ?", [item["request"]])
    if all(row["approval"] == "approved" for row in items):
        whole = {"approval": "approved", "request_state": "in_process", "stage": "requested"}
        hands.update("sc_request", item["request"], whole)


def _end_request(hands: Hands, request: str) -> None:
    items = hands.store.rows("SELECT state, approval FROM sc_req_item WHERE request = ?", [request])
    if not request or not all(task.ended("sc_req_item", row["state"]) for row in items):
        return
    if all(row["approval"] == "rejected" for row in items):
        end = {"state": "4", "request_state": "closed_rejected", "stage": "closed_incomplete"}
        hands.update("sc_request", request, {**end, "approval": "rejected"})
        return
    done = any(row["state"] == "3" for row in items)
    end = {"state": "3", "request_state": "closed_complete", "stage": "closed_complete"}
    cut = {"state": "4", "request_state": "closed_incomplete", "stage": "closed_incomplete"}
    hands.update("sc_request", request, end if done else cut)


def _price(line: Line) -> float:
    try:
        return float(line.item["price"] or 0) * line.quantity
    except ValueError:
        return 0.0
