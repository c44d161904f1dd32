"""Ordering from the catalogue: at once, through a cart, or by a record producer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.apis.catalogue import dollars, the_item, variables_of
from sandbox.apis.parameters import body_of
from sandbox.door import through
from sandbox.errors import ApiError, no_record
from sandbox.instance import Visit
from sandbox.records import labels, read
from sandbox.records.stored import text_of
from sandbox.rules import requests
from sandbox.store import Row
from sandbox.tables.fields import Field

_MATCHED = "servicecatalog"
_MOST = 1000


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(f"cart{version}", url_prefix=f"/api/sn_sc/{version}".rstrip("/") + "/servicecatalog")
    item = "/items/<sys_id:str>"
    routes.add_route(order_now, f"{item}/order_now", methods=["POST"], name="order_now")
    routes.add_route(add_to_cart, f"{item}/add_to_cart", methods=["POST"], name="add_to_cart")
    routes.add_route(submit_producer, f"{item}/submit_producer", methods=["POST"], name="submit_producer")
    routes.add_route(cart, "/cart", methods=["GET"], name="cart")
    routes.add_route(submit_order, "/cart/submit_order", methods=["POST"], name="submit_order")
    routes.add_route(submit_order, "/cart/checkout", methods=["POST"], name="checkout")
    routes.add_route(cart_item, "/cart/<sys_id:str>", methods=["PUT", "DELETE"], name="cart_item")
    routes.add_route(empty_cart, "/cart/<sys_id:str>/empty", methods=["DELETE"], name="empty")
    return routes


async def order_now(request: Request, sys_id: str) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_order_now, sys_id=sys_id))


async def add_to_cart(request: Request, sys_id: str) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_add_to_cart, sys_id=sys_id))


async def submit_producer(request: Request, sys_id: str) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_submit_producer, sys_id=sys_id))


async def cart(request: Request) -> HTTPResponse | None:
    return await through(request, _MATCHED, lambda visit: as_json({"result": _shown(visit)}))


async def cart_item(request: Request, sys_id: str) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_cart_item, sys_id=sys_id))


async def empty_cart(request: Request, sys_id: str) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_empty, sys_id=sys_id))


async def submit_order(request: Request) -> HTTPResponse | None:
    return await through(request, _MATCHED, _submit_order)


def _order_now(visit: Visit, *, sys_id: str) -> HTTPResponse:
    body = body_of(visit)
    line = _line(visit, the_item(visit, sys_id), body)
    return as_json({"result": _ordered(visit, [line], _for(visit, body), body)})


def _add_to_cart(visit: Visit, *, sys_id: str) -> HTTPResponse:
    body = body_of(visit)
    line = _line(visit, the_item(visit, sys_id), body)
    mine = _cart(visit)
    visit.writer().create("sc_cart_item", {
        "cart": mine["sys_id"], "cat_item": sys_id, "quantity": str(line.quantity),
        "variables": json.dumps(line.variables), "requested_for": _for(visit, body),
    })  # fmt: skip
    return as_json({"result": _shown(visit)})


def _submit_producer(visit: Visit, *, sys_id: str) -> HTTPResponse:
    """A record of the producer's table, the answers in the fields of the same names."""
    producer = visit.store.get(visit.store.tables["sc_cat_item_producer"], sys_id)
    if producer is None or producer["table_name"] not in visit.store.tables:
        raise no_record()
    made = visit.writer().create(producer["table_name"], _answers(body_of(visit)))
    table = producer["table_name"]
    link = f"{table}.do?sys_id={made['sys_id']}"
    number = made.get("number", "")
    result = {"sys_id": made["sys_id"], "number": number, "record": made["sys_id"], "table": table}
    return as_json({"result": {**result, "redirect_url": link, "redirect_portal_url": link}})


def _cart_item(visit: Visit, *, sys_id: str) -> HTTPResponse:
    row = read.get(visit.store, visit.store.tables["sc_cart_item"], sys_id)
    if row["cart"] != _cart(visit)["sys_id"]:
        raise no_record()
    if visit.method == "DELETE":
        visit.writer().delete("sc_cart_item", sys_id)
        return HTTPResponse(status=204)
    line = _line(visit, the_item(visit, row["cat_item"]), body_of(visit))
    changes = {"quantity": str(line.quantity), "variables": json.dumps(line.variables)}
    visit.writer().update("sc_cart_item", sys_id, changes)
    return as_json({"result": _shown(visit)})


def _empty(visit: Visit, *, sys_id: str) -> HTTPResponse:
    if sys_id != _cart(visit)["sys_id"]:
        raise no_record()
    for row in _lines(visit):
        visit.writer().delete("sc_cart_item", row["sys_id"])
    return HTTPResponse(status=204)


def _submit_order(visit: Visit) -> HTTPResponse:
    rows = _lines(visit)
    if not rows:
        raise ApiError(400, "Cart is empty", None)
    lines = [
        requests.Line(
            the_item(visit, row["cat_item"]), int(row["quantity"]), json.loads(row["variables"] or "{}")
        )
        for row in rows
    ]
    result = _ordered(visit, lines, rows[0]["requested_for"] or visit.actor.id, {})
    for row in rows:
        visit.writer().delete("sc_cart_item", row["sys_id"])
    return as_json({"result": result})


def _ordered(visit: Visit, lines: list[requests.Line], whom: str, body: Mapping[str, Any]) -> dict[str, Any]:
    hands = visit.writer().inner
    with visit.store.transaction():
        instructions = text_of(body.get("special_instructions", ""))
        request = requests.ordered(hands, lines, requested_for=whom, instructions=instructions)
    visit.noted(request["sys_id"])
    number, sys_id = request["number"], request["sys_id"]
    both = {"sys_id": sys_id, "number": number, "request_number": number, "request_id": sys_id}
    return {**both, "table": "sc_request"}


def _line(visit: Visit, item: Row, body: Mapping[str, Any]) -> requests.Line:
    """How many, and the answers. Raises ApiError 400 for a bad number or a missing answer."""
    quantity = text_of(body.get("sysparm_quantity", "1"))
    if not (quantity.isascii() and quantity.isdigit() and 0 < int(quantity) <= _MOST):
        raise ApiError(400, "Invalid Quantity value", None)
    answers = _answers(body)
    for question in variables_of(visit, item["sys_id"]):
        if question["mandatory"] == "true" and not (
            answers.get(question["name"]) or question["default_value"]
        ):
            raise ApiError(400, "Mandatory Variables are required", question["question_text"])
    return requests.Line(item, int(quantity), answers)


def _answers(body: Mapping[str, Any]) -> dict[str, str]:
    given = body.get("variables") or {}
    return {str(name): text_of(value) for name, value in given.items()} if isinstance(given, Mapping) else {}


def _for(visit: Visit, body: Mapping[str, Any]) -> str:
    """Whom it is for: an id, a user name or a name; without any, who asks."""
    asked = text_of(body.get("sysparm_requested_for", "")) or visit.actor.id
    people = visit.store.tables["sys_user"]
    if visit.store.get(people, asked) is not None:
        return asked
    found = labels.referred(visit.store, Field("requested_for", "reference", table="sys_user"), asked)
    if found is None:
        raise ApiError(400, "Invalid user", f"requested_for: {asked[:100]}")
    return found


def _cart(visit: Visit) -> Row:
    """The caller's cart; everybody has one."""
    mine = visit.store.by("sc_cart", user=visit.actor.id)
    return mine or visit.writer().create("sc_cart", {"user": visit.actor.id, "name": "DEFAULT"})


def _lines(visit: Visit) -> list[Row]:
    return visit.store.rows(
        "SELECT * FROM sc_cart_item WHERE cart = ? ORDER BY rowid", [_cart(visit)["sys_id"]]
    )


def _shown(visit: Visit) -> dict[str, Any]:
    rows, total, shown = _lines(visit), 0.0, []
    for row in rows:
        item = the_item(visit, row["cat_item"])
        price = float(item["price"] or 0)
        total += price * int(row["quantity"])
        shown.append({
            "cart_item_id": row["sys_id"], "catalog_item_id": item["sys_id"], "item_id": item["sys_id"],
            "item_name": item["name"], "name": item["name"], "quantity": row["quantity"],
            "price": dollars(item["price"]), "subtotal": dollars(str(price * int(row["quantity"]))),
            "variables": json.loads(row["variables"] or "{}"),
        })  # fmt: skip
    cart = _cart(visit)["sys_id"]
    return {"cart_id": cart, "subtotal": dollars(str(total)), "total": dollars(str(total)), "items": shown}
