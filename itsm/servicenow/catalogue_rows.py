"""Catalogue items, requests and approvals as the port's own types. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itsm.catalogue import Answer, Approval, Item, Question, Request, Stage
from itsm.servicenow.rows import Row, comments_shown, moment, shown, value

REQUEST = ["sys_id", "number", "requested_for", "request_state", "approval", "opened_at", "sys_created_on",
           "correlation_id", "active"]  # fmt: skip
APPROVAL = ["sys_id", "approver", "state", "sysapproval", "sysapproval.short_description",
            "sysapproval.opened_by", "sysapproval.sys_class_name", "sys_created_on", "comments"]  # fmt: skip
ITEM_ASKED_FOR = ["sys_id", "cat_item", "price", "request.requested_for"]
REQUEST_ASKED_FOR = ["sys_id", "short_description", "price", "requested_for"]
"""What an approver should know of an item, or of a request as a whole."""
OF_REQUESTS = ("sc_request", "sc_req_item")
"""What approvals of ours are about; others ask for changes, which a chat does not show well enough."""
_ANSWERS: dict[str, Answer] = {"requested": "requested", "approved": "approved", "rejected": "rejected"}
_STATES: dict[str, Stage] = {
    "closed_complete": "delivered",
    "closed_incomplete": "canceled",
    "closed_cancelled": "canceled",
    "closed_canceled": "canceled",
    "closed_rejected": "rejected",
}


def item(found: Mapping[str, Any]) -> Item:
    """An item of the Service Catalog API."""
    asked = found.get("variables") or ()
    return Item(
        id=str(found.get("sys_id", "")),
        name=str(found.get("name", "")),
        short_description=str(found.get("short_description") or ""),
        price=str(found.get("price") or ""),
        questions=tuple(_question(each) for each in asked if isinstance(each, Mapping) and each.get("name")),
    )


def _question(found: Mapping[str, Any]) -> Question:
    offered = found.get("choices") or ()
    return Question(
        name=str(found["name"]),
        text=str(found.get("label") or found["name"]),
        mandatory=found.get("mandatory") in (True, "true"),
        choices=tuple(str(c.get("value")) for c in offered if isinstance(c, Mapping) and c.get("value")),
    )


def request(row: Row, items: tuple[str, ...] = ()) -> Request:
    return Request(
        number=value(row, "number"),
        id=value(row, "sys_id"),
        requested_for=value(row, "requested_for"),
        stage=_stage(row),
        opened_at=moment(value(row, "opened_at") or value(row, "sys_created_on")),
        items=items,
        key=value(row, "correlation_id"),
    )


def _stage(row: Row) -> Stage:
    if value(row, "approval") == "rejected":
        return "rejected"
    found = _STATES.get(value(row, "request_state"))
    approved, state = value(row, "approval"), value(row, "request_state")
    waits = approved == "requested" or (state == "requested" and approved != "approved")
    return found or ("waiting_for_approval" if waits else "in_progress")


def approval(row: Row, asked_for: Row | None = None, zone: str = "UTC") -> Approval:
    """``asked_for`` is the row of the item or request: an order of ours was opened by our own account, so
    only that row says whom it is for. Without it, the approval says what it knows itself."""
    what = asked_for or {}
    person = shown(what, "request.requested_for") or shown(what, "requested_for")
    written = comments_shown(shown(row, "comments"), zone)
    return Approval(
        id=value(row, "sys_id"),
        approver=value(row, "approver"),
        subject=shown(row, "sysapproval"),
        text=shown(what, "cat_item") or shown(row, "sysapproval.short_description"),
        asked_by=person or shown(row, "sysapproval.opened_by"),
        state=_ANSWERS.get(value(row, "state"), "not_needed"),
        asked_at=moment(value(row, "sys_created_on")),
        price=_price(what),
        reason=written[0].text if written else "",
    )


def is_of_a_request(row: Row) -> bool:
    return value(row, "sysapproval.sys_class_name") in OF_REQUESTS


def _price(row: Row) -> str:
    """As it is shown; "" for what costs nothing."""
    text = shown(row, "price")
    return text if any(digit in text for digit in "123456789") else ""
