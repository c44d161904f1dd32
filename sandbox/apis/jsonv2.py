"""The older JSONv2 interface: ``/incident.do?JSONv2``, which some clients still speak."""

from __future__ import annotations

from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.apis.parameters import body_of, query_of
from sandbox.door import through
from sandbox.errors import ApiError, bad_body, forbidden
from sandbox.instance import Visit
from sandbox.query.grammar import Query, parse
from sandbox.records import read, render
from sandbox.records.actor import allowed
from sandbox.store import Row
from sandbox.tables.fields import Table

_OPERATIONS = {"insert": "create", "insertMultiple": "create", "update": "write", "deleteRecord": "delete",
               "deleteMultiple": "delete"}  # fmt: skip
_WORDS = {"create": "Insert", "write": "Update", "delete": "Delete"}
_LIMIT = 10000


def blueprint(version: str) -> Blueprint:
    """``version`` plays no part: the interface never had any."""
    routes = Blueprint(f"jsonv2{version}")
    if not version:
        routes.add_route(records, r"/<name:([a-z][a-z0-9_]*)\.do>", methods=["GET", "POST"], name="records")
    return routes


async def records(request: Request, name: str) -> HTTPResponse | None:
    name = name.removesuffix(".do")
    return await through(request, name, partial(_records, name=name))


def _records(visit: Visit, *, name: str) -> HTTPResponse:
    if not {"jsonv2", "json"} & {key.lower() for key in visit.request.get_args(keep_blank_values=True)}:
        raise ApiError(400, "Requested URI does not represent any resource", visit.request.path)
    table = read.table_named(visit.store, name)
    action = visit.args.get("sysparm_action", "getRecords")
    _check(visit, table, action)
    match action:
        case "insert":
            return _answer(visit, table, [visit.writer().create(name, body_of(visit))])
        case "insertMultiple":
            sent = [each for each in body_of(visit).get("records") or [] if isinstance(each, dict)]
            return _answer(visit, table, [visit.writer().create(name, each) for each in sent])
        case "update":
            rows = [
                visit.writer().update(name, row["sys_id"], body_of(visit)) for row in _found(visit, table)
            ]
            return _answer(visit, table, rows)
        case "deleteRecord" | "deleteMultiple":
            rows = _found(visit, table)
            for row in rows:
                visit.writer().delete(name, row["sys_id"])
            return _answer(visit, table, rows)
        case "getKeys":
            return as_json({"records": [row["sys_id"] for row in _found(visit, table)]})
    return _answer(visit, table, _found(visit, table))


def _check(visit: Visit, table: Table, action: str) -> None:
    operation = _OPERATIONS.get(action, "read")
    if operation != "read" and visit.method != "POST":
        raise ApiError(405, "Method not supported", visit.request.path)
    if operation != "read" and not allowed(visit.store, visit.actor, operation, table):
        raise forbidden(_WORDS[operation])


def _found(visit: Visit, table: Table) -> list[Row]:
    """The records of ``sysparm_sys_id`` or ``sysparm_query``."""
    if not allowed(visit.store, visit.actor, "read", table):
        return []
    sys_id = visit.args.get("sysparm_sys_id", "")
    if not sys_id and visit.request.body:
        sys_id = str(body_of(visit).get("sysparm_sys_id") or "")
    if visit.method == "POST" and not (sys_id or visit.args.get("sysparm_query")):
        raise bad_body("sysparm_sys_id or sysparm_query is needed")
    query: Query = parse(f"sys_id={sys_id}") if sys_id else query_of(visit, table)
    limit = visit.whole("sysparm_record_count", _LIMIT)
    return read.search(visit.store, table, query, visit.actor, limit=limit).rows


def _answer(visit: Visit, table: Table, rows: list[Row]) -> HTTPResponse:
    view = render.View(base=visit.base, links=False, time_zone=visit.actor.time_zone)
    shown: list[dict[str, Any]] = [
        {**render.record(visit.store, table, row, view), "__status": "success"} for row in rows
    ]
    return as_json({"records": shown})
