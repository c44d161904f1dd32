"""The Service Catalog API: catalogues, categories, items with their questions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.door import through
from sandbox.errors import ApiError, no_record
from sandbox.instance import Visit
from sandbox.query.grammar import Clause, Query, Term
from sandbox.records import labels, read
from sandbox.store import Row

_MATCHED = "servicecatalog"
_FRIENDLY = {
    "1": "yes_no", "2": "multi_line_text", "3": "multiple_choice", "5": "select_box",
    "6": "single_line_text", "7": "check_box", "8": "reference", "9": "date", "10": "date_time",
}  # fmt: skip
Shown = Callable[[Visit, Row], dict[str, Any]]


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(
        f"catalogue{version}", url_prefix=f"/api/sn_sc/{version}".rstrip("/") + "/servicecatalog"
    )
    routes.add_route(catalogs, "/catalogs", methods=["GET"], name="catalogs")
    routes.add_route(catalog, "/catalogs/<sys_id:str>", methods=["GET"], name="catalog")
    routes.add_route(categories, "/catalogs/<sys_id:str>/categories", methods=["GET"], name="categories")
    routes.add_route(category, "/categories/<sys_id:str>", methods=["GET"], name="category")
    routes.add_route(items, "/items", methods=["GET"], name="items")
    routes.add_route(item, "/items/<sys_id:str>", methods=["GET"], name="item")
    routes.add_route(questions, "/items/<sys_id:str>/variables", methods=["GET"], name="variables")
    return routes


async def catalogs(request: Request) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_listed, name="sc_catalog", shown=_catalog, clauses=()))


async def catalog(request: Request, sys_id: str) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_one, name="sc_catalog", sys_id=sys_id, shown=_catalog))


async def categories(request: Request, sys_id: str) -> HTTPResponse | None:
    within: Clause = (Term("sc_catalog", "=", sys_id),)
    work = partial(_listed, name="sc_category", shown=_category, clauses=(within,))
    return await through(request, _MATCHED, work)


async def category(request: Request, sys_id: str) -> HTTPResponse | None:
    work = partial(_one, name="sc_category", sys_id=sys_id, shown=_category)
    return await through(request, _MATCHED, work)


async def items(request: Request) -> HTTPResponse | None:
    return await through(request, _MATCHED, _items)


async def item(request: Request, sys_id: str) -> HTTPResponse | None:
    work = partial(_one, name="sc_cat_item", sys_id=sys_id, shown=_whole_item)
    return await through(request, _MATCHED, work)


async def questions(request: Request, sys_id: str) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_questions, sys_id=sys_id))


def the_item(visit: Visit, sys_id: str) -> Row:
    """An item that can be ordered. Raises ApiError."""
    found = visit.store.get(visit.store.tables["sc_cat_item"], sys_id)
    if found is None or found["active"] != "true":
        raise no_record()
    return found


def variables_of(visit: Visit, item: str) -> list[Row]:
    """An item's questions in their order."""
    return visit.store.rows(
        "SELECT * FROM item_option_new WHERE cat_item = ? AND active = 'true'"
        ' ORDER BY CAST("order" AS INTEGER)',
        [item],
    )


def dollars(price: str) -> str:
    try:
        return f"${float(price or 0):,.2f}"
    except ValueError:
        return "$0.00"


def _items(visit: Visit) -> HTTPResponse:
    clauses: list[Clause] = [(Term("active", "=", "true"),)]
    if words := visit.args.get("sysparm_text", ""):
        clauses.append((Term("name", "LIKE", words), Term("short_description", "LIKE", words)))
    if chosen := visit.args.get("sysparm_category", ""):
        clauses.append((Term("category", "=", chosen),))
    if chosen := visit.args.get("sysparm_catalog", ""):
        clauses.append((Term("sc_catalogs", "LIKE", chosen),))
    return _listed(visit, name="sc_cat_item", shown=_item, clauses=tuple(clauses))


def _listed(visit: Visit, *, name: str, shown: Shown, clauses: tuple[Clause, ...]) -> HTTPResponse:
    table = visit.store.tables[name]
    limit, offset = visit.whole("sysparm_limit", 10), visit.whole("sysparm_offset", 0)
    query = Query((clauses,), (("order", False),) if "order" in table.fields else ())
    found = read.search(visit.store, table, query, visit.actor, limit=limit, offset=offset)
    headers = {"X-Total-Count": str(found.total)}
    return as_json({"result": [shown(visit, row) for row in found.rows]}, headers=headers)


def _one(visit: Visit, *, name: str, sys_id: str, shown: Shown) -> HTTPResponse:
    return as_json({"result": shown(visit, read.get(visit.store, visit.store.tables[name], sys_id))})


def _questions(visit: Visit, *, sys_id: str) -> HTTPResponse:
    the_item(visit, sys_id)
    return as_json({"result": [_variable(visit, row) for row in variables_of(visit, sys_id)]})


def _catalog(visit: Visit, row: Row) -> dict[str, Any]:
    return {
        "sys_id": row["sys_id"], "title": row["title"], "description": row["description"],
        "has_categories": True, "has_items": True, "desktop_image": "",
    }  # fmt: skip


def _category(visit: Visit, row: Row) -> dict[str, Any]:
    counted = visit.store.one("SELECT count(*) AS n FROM sc_cat_item WHERE category = ?", [row["sys_id"]])
    count = int(counted["n"]) if counted else 0
    return {
        "sys_id": row["sys_id"], "title": row["title"], "description": row["description"],
        "subcategories": [],
        "full_description": row["full_description"] or None, "count": count, "icon": row["icon"],
        "parent": row["parent"] or None, "catalog": row["sc_catalog"],
    }  # fmt: skip


def _item(visit: Visit, row: Row) -> dict[str, Any]:
    store = visit.store
    category = store.get(store.tables["sc_category"], row["category"]) or {}
    rows = [store.get(store.tables["sc_catalog"], each) for each in row["sc_catalogs"].split(",") if each]
    return {
        "sys_id": row["sys_id"], "name": row["name"], "short_description": row["short_description"],
        "description": row["description"], "sys_class_name": row["sys_class_name"], "type": "catalog_item",
        "price": dollars(row["price"]), "localized_price": dollars(row["price"]), "local_currency": "USD",
        "recurring_price": row["recurring_price"], "show_price": bool(float(row["price"] or 0)),
        "show_quantity": row["no_quantity"] != "true", "order": int(row["order"] or 0), "icon": row["icon"],
        "picture": row["picture"], "availability": row["availability"] or "on_both", "request_method": "",
        "mandatory_attachment": row["mandatory_attachment"] == "true", "content_type": "", "kb_article": "",
        "visible_standalone": True, "show_delivery_time": True, "owner": row["owner"],
        "category": {"sys_id": row["category"], "title": category.get("title", "")},
        "catalogs": [{"sys_id": r["sys_id"], "active": True, "title": r["title"]} for r in rows if r],
    }  # fmt: skip


def _whole_item(visit: Visit, row: Row) -> dict[str, Any]:
    if row["active"] != "true":
        raise ApiError(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")
    variables = [_variable(visit, each) for each in variables_of(visit, row["sys_id"])]
    return {**_item(visit, row), "variables": variables, "client_script": {"onChange": [], "onLoad": []}}


def _variable(visit: Visit, row: Row) -> dict[str, Any]:
    kinds = labels.labels(visit.store, visit.store.tables["item_option_new"], "type")
    choices = visit.store.rows(
        "SELECT * FROM question_choice WHERE question = ? AND inactive <> 'true'"
        ' ORDER BY CAST("order" AS INTEGER)',
        [row["sys_id"]],
    )
    listed = [{"label": c["text"], "value": c["value"], "index": n} for n, c in enumerate(choices)]
    return {
        "id": row["sys_id"], "name": row["name"], "label": row["question_text"], "active": True,
        "type": int(row["type"] or 0), "friendly_type": _FRIENDLY.get(row["type"], "single_line_text"),
        "display_type": kinds.get(row["type"], "Single Line Text"), "mandatory": row["mandatory"] == "true",
        "read_only": row["read_only"] == "true", "render_label": True,
        "max_length": int(row["max_length"] or 0),
        "order": int(row["order"] or 0), "value": row["default_value"], "displayvalue": row["default_value"],
        "help_text": row["help_text"], "attributes": "",
        "dynamic_value_field": "", "dynamic_value_dot_walk_path": "",
        **({"reference": row["reference"]} if row["type"] == "8" else {}),
        **({"choices": listed} if listed else {}),
    }  # fmt: skip
