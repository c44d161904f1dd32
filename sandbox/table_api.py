"""The Table API: ``/api/now/table/{table}`` and ``/{sys_id}``, also as v1 and v2."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from sanic import Blueprint, HTTPResponse, Request

from sandbox import accounts, records, render
from sandbox.door import Instance, as_json, through
from sandbox.errors import ApiError, bad_body, no_record
from sandbox.query import Clause, Query, Term, parse
from sandbox.records import Actor
from sandbox.schema import TABLES, Table
from sandbox.store import Store

_DEFAULT_LIMIT = 10000
_WRITES = {"PUT": "PUT", "PATCH": "PATCH", "DELETE": "DELETE"}


def blueprint(version: str) -> Blueprint:
    """``version`` is "", "v1" or "v2"; v1 answers an empty list with 404."""
    routes = Blueprint(f"table{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    routes.add_route(rows, "/table/<name:str>", methods=["GET", "HEAD", "POST"], name="rows")
    methods = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST"]
    routes.add_route(row, "/table/<name:str>/<sys_id:str>", methods=methods, name="row")
    return routes


async def rows(request: Request, name: str) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance

    def work(actor: Actor, hidden: frozenset[str]) -> HTTPResponse:
        table = records.table_named(name)
        if request.method == "POST":
            return _create(request, instance, table, actor)
        return _list(request, instance, table, actor, hidden)

    return await through(request, name, work)


async def row(request: Request, name: str, sys_id: str) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    method = _method(request)

    def work(actor: Actor, hidden: frozenset[str]) -> HTTPResponse:
        table = records.table_named(name)
        if method == "DELETE":
            records.delete(instance.store, table, sys_id)
            return HTTPResponse(status=204)
        if method in ("PUT", "PATCH"):
            changed = records.update(instance.store, table, sys_id, body_of(request), actor)
            return _written(request, instance.store, table, changed, actor)
        if method == "POST":
            raise ApiError(405, "Method not supported", request.path)
        if sys_id in hidden:
            raise no_record()
        found = records.get(instance.store, table, sys_id)
        shown = render.record(instance.store, table, found, view_of(request, actor))
        return as_json({"result": shown})

    return await through(request, name, work)


def _method(request: Request) -> str:
    override = request.headers.get("x-http-method-override", "").upper()
    return _WRITES.get(override, request.method) if request.method == "POST" else request.method


def _list(
    request: Request, instance: Instance, table: Table, actor: Actor, hidden: frozenset[str]
) -> HTTPResponse:
    if table.name == "sys_journal_field" and "admin" not in accounts.roles(instance.store, actor.row):
        return as_json({"result": []}, headers={"X-Total-Count": "0"})
    limit, offset = whole(request, "sysparm_limit", _DEFAULT_LIMIT), whole(request, "sysparm_offset", 0)
    query = query_of(request, instance.store, table)
    found = records.search(instance.store, table, query, actor, limit=limit, offset=offset, hidden=hidden)
    if not found.rows and "/v1/" in request.path:
        raise no_record()
    view = view_of(request, actor)
    shown = [render.record(instance.store, table, row, view) for row in found.rows]
    headers = {} if _flag(request, "sysparm_no_count") else {"X-Total-Count": str(found.total)}
    if found.total > limit > 0 and not _flag(request, "sysparm_suppress_pagination_header"):
        headers["Link"] = _links(request, limit, offset, found.total)
    return as_json({"result": shown}, headers=headers)


def _create(request: Request, instance: Instance, table: Table, actor: Actor) -> HTTPResponse:
    body = body_of(request)
    if "admin" not in accounts.roles(instance.store, actor.row):
        body.pop("sys_id", None)
    made = records.create(instance.store, table, body, actor)
    instance.born[made["sys_id"]] = time.monotonic()
    answer = _written(request, instance.store, table, made, actor, status=201)
    answer.headers["Location"] = f"{base_of(request)}/table/{table.name}/{made['sys_id']}"
    return answer


def _written(
    request: Request, store: Store, table: Table, row: dict[str, str], actor: Actor, *, status: int = 200
) -> HTTPResponse:
    if request.headers.get("x-no-response-body", "").lower() == "true":
        return HTTPResponse(status=status)
    return as_json({"result": render.record(store, table, row, view_of(request, actor))}, status)


def body_of(request: Request) -> dict[str, Any]:
    """The record sent; of several only the first. Raises ApiError for anything that is no JSON object."""
    kind = request.headers.get("content-type", "")
    if "json" not in kind:
        raise ApiError(
            415 if kind else 400, "Unsupported media type" if kind else "Bad Request", kind[:100] or None
        )
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise bad_body("The payload is not valid JSON.") from error
    first = body[0] if isinstance(body, list) and body else body
    if not isinstance(first, dict):
        raise bad_body("The payload is not valid JSON.")
    return first


def query_of(request: Request, store: Store, table: Table) -> Query:
    """``sysparm_query`` and every other name=value of the address, which narrows it further."""
    query = parse(request.args.get("sysparm_query", ""))
    named = [(name, values[0]) for name, values in request.args.items() if not name.startswith("sysparm_")]
    filters = tuple(_filter(store, table, name, value) for name, value in named)
    return Query(tuple((*group, *filters) for group in query.groups), query.order)


def _filter(store: Store, table: Table, name: str, value: str) -> Clause:
    """A filter takes what is stored or what is shown: ``state=6`` and ``state=resolved``."""
    terms = [Term(name, "=", value)]
    field = table.fields.get(name)
    if field is not None and field.kind == "reference" and field.table in TABLES:
        terms.append(Term(f"{name}.{TABLES[field.table].display}", "=", value))
    if field is not None and field.kind == "choice":
        labelled = store.rows(
            "SELECT value FROM sys_choice WHERE name IN (?, 'task') AND element = ?"
            " AND label = ? COLLATE NOCASE",
            [table.name, name, value],
        )
        terms += [Term(name, "=", choice["value"]) for choice in labelled]
    return tuple(terms)


def view_of(request: Request, actor: Actor) -> render.View:
    mode = request.args.get("sysparm_display_value", "false").lower()
    fields = tuple(name.strip() for name in request.args.get("sysparm_fields", "").split(",") if name.strip())
    return render.View(
        base=base_of(request),
        mode=mode if mode in ("true", "all") else "false",
        links=not _flag(request, "sysparm_exclude_reference_link"),
        fields=fields,
        time_zone=actor.row["time_zone"] or "UTC",
    )


def base_of(request: Request) -> str:
    return f"{request.scheme}://{request.host}/api/now"


def _flag(request: Request, name: str) -> bool:
    return bool(request.args.get(name, "").lower() == "true")


def whole(request: Request, name: str, default: int) -> int:
    text = request.args.get(name, "")
    return min(int(text), 10**9) if text.isdecimal() else default


def _links(request: Request, limit: int, offset: int, total: int) -> str:
    """The pages before and after, as ``<address>;rel="next"``."""
    last = (total - 1) // limit * limit
    pages: list[tuple[str, int, Callable[[], bool]]] = [
        ("first", 0, lambda: offset > 0),
        ("prev", max(offset - limit, 0), lambda: offset > 0),
        ("next", offset + limit, lambda: offset + limit < total),
        ("last", last, lambda: True),
    ]
    address = f"{request.scheme}://{request.host}{request.path}"
    asked = {name: values[0] for name, values in request.args.items()}
    return ",".join(
        f'<{address}?{urlencode({**asked, "sysparm_offset": start})}>;rel="{rel}"'
        for rel, start, wanted in pages
        if wanted()
    )
