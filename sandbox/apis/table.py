"""The Table API: ``/api/now/table/{table}`` and ``/{sys_id}``, also as v1 and v2."""

from __future__ import annotations

from functools import partial

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.apis.parameters import body_of, page_links, query_of, view_of
from sandbox.door import through
from sandbox.errors import ApiError, forbidden, no_record
from sandbox.instance import Visit
from sandbox.records import read, render
from sandbox.records.actor import allowed
from sandbox.rules import service_levels
from sandbox.store import Row
from sandbox.tables.fields import Table

_DEFAULT_LIMIT = 10000


def blueprint(version: str) -> Blueprint:
    """``version`` is "", "v1" or "v2"; v1 answers an empty list with 404."""
    routes = Blueprint(f"table{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    routes.add_route(rows, "/table/<name:str>", methods=["GET", "HEAD", "POST"], name="rows")
    methods = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST"]
    routes.add_route(row, "/table/<name:str>/<sys_id:str>", methods=methods, name="row")
    return routes


async def rows(request: Request, name: str) -> HTTPResponse | None:
    return await through(request, name, partial(_rows, name=name))


async def row(request: Request, name: str, sys_id: str) -> HTTPResponse | None:
    return await through(request, name, partial(_row, name=name, sys_id=sys_id))


def _rows(visit: Visit, *, name: str) -> HTTPResponse:
    table = read.table_named(visit.store, name)
    return _create(visit, table) if visit.method == "POST" else _list(visit, table)


def _row(visit: Visit, *, name: str, sys_id: str) -> HTTPResponse:
    table = read.table_named(visit.store, name)
    match visit.method:
        case "DELETE":
            return _delete(visit, table, sys_id)
        case "PUT" | "PATCH":
            return _update(visit, table, sys_id)
        case "POST":
            raise ApiError(405, "Method not supported", visit.request.path)
    return _one(visit, table, sys_id)


def _list(visit: Visit, table: Table) -> HTTPResponse:
    if not allowed(visit.store, visit.actor, "read", table):
        return as_json({"result": []}, headers={"X-Total-Count": "0"})
    _freshen(visit, table)
    limit, offset = visit.whole("sysparm_limit", _DEFAULT_LIMIT), visit.whole("sysparm_offset", 0)
    counts = not visit.flag("sysparm_no_count")
    found = read.search(
        visit.store, table, query_of(visit, table), visit.actor,
        limit=limit, offset=offset, hidden=visit.hidden, count=counts,
    )  # fmt: skip
    if not found.rows and "/v1/" in visit.request.path:
        raise no_record()
    shown = render.records(visit.store, table, found.rows, view_of(visit, table))
    headers = {"X-Total-Count": str(found.total)} if counts else {}
    if found.total > limit > 0 and not visit.flag("sysparm_suppress_pagination_header"):
        headers["Link"] = page_links(visit, limit, offset, found.total)
    return as_json({"result": shown}, headers=headers)


def _one(visit: Visit, table: Table, sys_id: str) -> HTTPResponse:
    if sys_id in visit.hidden or not allowed(visit.store, visit.actor, "read", table):
        raise no_record()
    _freshen(visit, table)
    found = read.get(visit.store, table, sys_id)
    return as_json({"result": render.record(visit.store, table, found, view_of(visit, table))})


def _create(visit: Visit, table: Table) -> HTTPResponse:
    if not allowed(visit.store, visit.actor, "create", table):
        raise forbidden("Insert")
    body = body_of(visit)
    if not visit.actor.is_admin:
        body.pop("sys_id", None)
    made = visit.writer().create(table.name, body)
    visit.noted(made["sys_id"])
    answer = _written(visit, table, made, status=201)
    answer.headers["Location"] = f"{visit.base}/table/{table.name}/{made['sys_id']}"
    return answer


def _update(visit: Visit, table: Table, sys_id: str) -> HTTPResponse:
    read.get(visit.store, table, sys_id)
    if not allowed(visit.store, visit.actor, "write", table):
        raise forbidden("Update")
    return _written(visit, table, visit.writer().update(table.name, sys_id, body_of(visit)))


def _delete(visit: Visit, table: Table, sys_id: str) -> HTTPResponse:
    read.get(visit.store, table, sys_id)
    if not allowed(visit.store, visit.actor, "delete", table):
        raise forbidden("Delete")
    visit.writer().delete(table.name, sys_id)
    return HTTPResponse(status=204)


def _written(visit: Visit, table: Table, row: Row, *, status: int = 200) -> HTTPResponse:
    if visit.request.headers.get("x-no-response-body", "").lower() == "true":
        return HTTPResponse(status=status)
    real = visit.store.concrete(table, row)
    return as_json({"result": render.record(visit.store, real, row, view_of(visit, real))}, status)


def _freshen(visit: Visit, table: Table) -> None:
    """Service levels show what has passed by now."""
    if table.name == "task_sla" and not visit.store.read_only:
        service_levels.refresh(visit.store, visit.actor.now, only_due=False)
