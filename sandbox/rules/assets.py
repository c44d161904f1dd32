"""Assets and stock: what changes hands, and what an order takes from a stockroom."""

from __future__ import annotations

from sandbox.errors import operation_failed
from sandbox.query import glide
from sandbox.rules.circumstance import Hands
from sandbox.store import Row
from sandbox.tables.fields import Table

IN_USE, IN_STOCK, CONSUMED = "1", "6", "10"


def written(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    """What is in use lies in no stockroom; its configuration item has the same owner."""
    if new["quantity"].startswith("-"):
        raise operation_failed("Quantity cannot be less than zero")
    if new["install_status"] in (IN_USE, CONSUMED) and new["stockroom"]:
        gone = {"stockroom": "", "substatus": "", "assigned": new["assigned"] or glide.stamp(hands.actor.now)}
        hands.update(table.name, new["sys_id"], gone)
    if new["ci"] and old.get("assigned_to") != new["assigned_to"]:
        hands.update("cmdb_ci", new["ci"], {"assigned_to": new["assigned_to"]})


def hand_out(hands: Hands, request_item: str) -> None:
    """What a fulfilled item needs leaves the stockroom nearest to whom it is for, as far as there is any."""
    store = hands.store
    line = store.get(store.tables["sc_req_item"], request_item)
    item = store.get(store.tables["sc_cat_item"], line["cat_item"]) if line else None
    if line is None or item is None or not item["model"]:
        return
    person = store.get(store.tables["sys_user"], line["requested_for"]) or {}
    left = int(line["quantity"] or 1)
    for asset in _in_stock(hands, item["model"], person.get("location", "")):
        if left <= 0:
            return
        left -= _take(hands, asset, left, line)


def _in_stock(hands: Hands, model: str, location: str) -> list[Row]:
    return hands.store.rows(
        'SELECT a.* FROM "alm_asset+" a LEFT JOIN alm_stockroom r ON r.sys_id = a.stockroom'
        " WHERE a.model = ? AND a.install_status = '6' AND a.substatus = 'available'"
        " AND CAST(a.quantity AS INTEGER) > 0 ORDER BY r.location = ? DESC, a.display_name",
        [model, location],
    )


def _take(hands: Hands, asset: Row, wanted: int, line: Row) -> int:
    """One device, or as many of a heap as there are; returns how many."""
    owner = {"assigned_to": line["requested_for"], "request_line": line["sys_id"]}
    if asset["sys_class_name"] != "alm_consumable":
        hands.update("alm_asset", asset["sys_id"], {**owner, "install_status": IN_USE})
        return 1
    there = int(asset["quantity"])
    count = min(there, wanted)
    hands.update("alm_asset", asset["sys_id"], {"quantity": str(there - count)})
    same = {name: asset[name] for name in ("display_name", "model", "model_category", "location", "cost")}
    used = {**same, **owner, "quantity": str(count), "install_status": CONSUMED}
    hands.create("alm_consumable", used)
    return count
