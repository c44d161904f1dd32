"""The CMDB Instance API: configuration items of a class, and their relations."""

from __future__ import annotations

from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.apis.parameters import body_of, query_of
from sandbox.door import through
from sandbox.errors import ApiError, bad_body, no_record
from sandbox.instance import Visit
from sandbox.records import labels, read, render
from sandbox.store import Row
from sandbox.tables.fields import Table

_LIMIT = 1000


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(f"cmdb{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    path = "/cmdb/instance/<name:str>"
    one = f"{path}/<sys_id:str>"
    routes.add_route(items, path, methods=["GET", "POST"], name="items")
    routes.add_route(item, one, methods=["GET", "PUT", "PATCH"], name="item")
    routes.add_route(relations, f"{one}/relation", methods=["POST"], name="relations")
    routes.add_route(relation, f"{one}/relation/<rel_id:str>", methods=["DELETE"], name="relation")
    return routes


async def items(request: Request, name: str) -> HTTPResponse | None:
    return await through(request, name, partial(_items, name=name))


async def item(request: Request, name: str, sys_id: str) -> HTTPResponse | None:
    return await through(request, name, partial(_item, name=name, sys_id=sys_id))


async def relations(request: Request, name: str, sys_id: str) -> HTTPResponse | None:
    return await through(request, name, partial(_relate, name=name, sys_id=sys_id))


async def relation(request: Request, name: str, sys_id: str, rel_id: str) -> HTTPResponse | None:
    return await through(request, name, partial(_part, name=name, sys_id=sys_id, rel_id=rel_id))


def _items(visit: Visit, *, name: str) -> HTTPResponse:
    table = _class(visit, name)
    if visit.method == "POST":
        made = visit.writer().create(name, _attributes(visit))
        visit.noted(made["sys_id"])
        _add_relations(visit, made["sys_id"], body_of(visit))
        return as_json({"result": _shown(visit, table, made)}, 201)
    found = read.search(
        visit.store, table, query_of(visit, table), visit.actor,
        limit=visit.whole("sysparm_limit", _LIMIT), offset=visit.whole("sysparm_offset", 0),
    )  # fmt: skip
    result = [{"sys_id": row["sys_id"], "name": row["name"]} for row in found.rows]
    return as_json({"result": result}, headers={"X-Total-Count": str(found.total)})


def _item(visit: Visit, *, name: str, sys_id: str) -> HTTPResponse:
    table = _class(visit, name)
    row = read.get(visit.store, table, sys_id)
    if visit.method != "GET":
        row = visit.writer().update(name, sys_id, _attributes(visit))
    return as_json({"result": _shown(visit, table, row)})


def _relate(visit: Visit, *, name: str, sys_id: str) -> HTTPResponse:
    table = _class(visit, name)
    row = read.get(visit.store, table, sys_id)
    _add_relations(visit, sys_id, body_of(visit))
    return as_json({"result": _shown(visit, table, row)})


def _part(visit: Visit, *, name: str, sys_id: str, rel_id: str) -> HTTPResponse:
    _class(visit, name)
    row = read.get(visit.store, visit.store.tables["cmdb_rel_ci"], rel_id)
    if sys_id not in (row["parent"], row["child"]):
        raise no_record()
    visit.writer().delete("cmdb_rel_ci", rel_id)
    return HTTPResponse(status=204)


def _class(visit: Visit, name: str) -> Table:
    table = visit.store.tables.get(name)
    if table is None or "cmdb_ci" not in table.line:
        raise ApiError(400, "Invalid request", f"{name[:80]} is not a valid CMDB class")
    return table


def _attributes(visit: Visit) -> dict[str, Any]:
    body = body_of(visit)
    attributes = body.get("attributes")
    if not isinstance(attributes, dict):
        raise bad_body("attributes are missing")
    source = {"discovery_source": str(body["source"])} if body.get("source") else {}
    return {**source, **attributes}


def _add_relations(visit: Visit, sys_id: str, body: dict[str, Any]) -> None:
    """Outbound: this one is the parent; inbound: it is the child."""
    for key, mine, other in (
        ("outbound_relations", "parent", "child"),
        ("inbound_relations", "child", "parent"),
    ):
        for each in body.get(key) or []:
            if not isinstance(each, dict) or not each.get("target") or not each.get("type"):
                raise bad_body(f"{key} have type and target")
            pair = {mine: sys_id, other: str(each["target"]), "type": str(each["type"])}
            visit.writer().create("cmdb_rel_ci", pair)


def _shown(visit: Visit, table: Table, row: Row) -> dict[str, Any]:
    view = render.View(base=visit.base, mode="false", time_zone=visit.actor.time_zone)
    return {
        "attributes": _with_names(visit, table, row, view),
        "outbound_relations": _relations(visit, row["sys_id"], "parent", "child"),
        "inbound_relations": _relations(visit, row["sys_id"], "child", "parent"),
    }


def _with_names(visit: Visit, table: Table, row: Row, view: render.View) -> dict[str, Any]:
    """References of this interface carry what they show as well."""
    shown = render.record(visit.store, table, row, view)
    for name, value in shown.items():
        if isinstance(value, dict):
            value["display_value"] = labels.reference(visit.store, table.fields[name], row[name])
    return shown


def _relations(visit: Visit, sys_id: str, mine: str, other: str) -> list[dict[str, Any]]:
    store, table = visit.store, visit.store.tables["cmdb_rel_ci"]
    rows = store.rows(f'SELECT * FROM cmdb_rel_ci WHERE "{mine}" = ? ORDER BY rowid', [sys_id])  # noqa: S608

    def end(row: Row, name: str) -> dict[str, str]:
        field = table.fields[name]
        link = f"{visit.base}/table/{field.table}/{row[name]}"
        return {"display_value": labels.reference(store, field, row[name]), "link": link, "value": row[name]}

    return [{"sys_id": row["sys_id"], "type": end(row, "type"), "target": end(row, other)} for row in rows]
