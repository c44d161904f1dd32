"""Catalogue items, requests and approvals as the port's own types. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from itsm.catalogue import Approval, Item, Question, Request, Stage
from itsm.servicenow.rows import Row, moment, shown, value

REQUEST = ["sys_id", "number", "requested_for", "request_state", "approval", "opened_at", "sys_created_on",
           "correlation_id", "active"]  # fmt: skip
APPROVAL = ["sys_id", "approver", "state", "sysapproval", "sysapproval.short_description",
            "sysapproval.opened_by", "sys_created_on"]  # fmt: skip
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


def approval(row: Row) -> Approval:
    found = value(row, "state")
    state: Literal["requested", "approved", "rejected"] = (
        "approved" if found == "approved" else "rejected" if found == "rejected" else "requested"
    )
    return Approval(
        id=value(row, "sys_id"),
        approver=value(row, "approver"),
        subject=shown(row, "sysapproval"),
        text=shown(row, "sysapproval.short_description"),
        asked_by=shown(row, "sysapproval.opened_by"),
        state=state,
        asked_at=moment(value(row, "sys_created_on")),
    )
