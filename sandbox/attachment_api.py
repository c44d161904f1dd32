"""The Attachment API: files kept with a record."""

from __future__ import annotations

import hashlib
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox import records, render
from sandbox.door import Instance, as_json, through
from sandbox.errors import ApiError, no_record
from sandbox.records import Actor
from sandbox.schema import TABLES
from sandbox.store import Row
from sandbox.table_api import base_of, query_of, view_of, whole

_TABLE = TABLES["sys_attachment"]
_LIMIT = 1000


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(f"attachment{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    routes.add_route(listing, "/attachment", methods=["GET"], name="list")
    routes.add_route(upload, "/attachment/file", methods=["POST"], name="file")
    routes.add_route(form_upload, "/attachment/upload", methods=["POST"], name="upload")
    routes.add_route(one, "/attachment/<sys_id:str>", methods=["GET", "DELETE"], name="one")
    routes.add_route(content, "/attachment/<sys_id:str>/file", methods=["GET"], name="content")
    return routes


async def listing(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance

    def work(actor: Actor, hidden: frozenset[str]) -> HTTPResponse:
        query = query_of(request, instance.store, _TABLE)
        limit = whole(request, "sysparm_limit", _LIMIT)
        found = records.search(instance.store, _TABLE, query, actor, limit=limit, offset=0, hidden=hidden)
        shown = [_shown(request, instance, row, actor) for row in found.rows]
        return as_json({"result": shown}, headers={"X-Total-Count": str(found.total)})

    return await through(request, "attachment", work)


async def one(request: Request, sys_id: str) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance

    def work(actor: Actor, hidden: frozenset[str]) -> HTTPResponse:
        row = records.get(instance.store, _TABLE, sys_id)
        if request.method == "GET":
            return as_json({"result": _shown(request, instance, row, actor)})
        instance.store.run("DELETE FROM _content WHERE sys_id = ?", [sys_id])
        records.delete(instance.store, _TABLE, sys_id)
        return HTTPResponse(status=204)

    return await through(request, "attachment", work)


async def content(request: Request, sys_id: str) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance

    def work(actor: Actor, hidden: frozenset[str]) -> HTTPResponse:
        row = records.get(instance.store, _TABLE, sys_id)
        body: Any = instance.store.rows("SELECT body FROM _content WHERE sys_id = ?", [sys_id])[0]["body"]
        # Never shown in a page: an attached HTML file must not run in this server's name.
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return HTTPResponse(body, headers=headers, content_type=row["content_type"])

    return await through(request, "attachment", work)


async def upload(request: Request) -> HTTPResponse:
    wanted = [request.args.get(name, "") for name in ("table_name", "table_sys_id", "file_name")]
    return await _upload(request, wanted, request.headers.get("content-type", ""), request.body)


async def form_upload(request: Request) -> HTTPResponse:
    files: dict[str, Any] = request.files or {}
    file = next((group[0] for group in files.values()), None)
    form: dict[str, Any] = request.form or {}
    name = file.name if file else ""
    wanted = [*(str(form.get(part, "")) for part in ("table_name", "table_sys_id")), name]
    return await _upload(request, wanted, file.type if file else "", file.body if file else b"")


async def _upload(request: Request, wanted: list[str], kind: str, body: bytes) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance

    def work(actor: Actor, hidden: frozenset[str]) -> HTTPResponse:
        if not all(wanted) or not kind:
            raise ApiError(
                400, "Missing parameter", "table_name, table_sys_id, file_name and Content-Type are needed"
            )
        table, sys_id, name = wanted
        if instance.store.get(records.table_named(table), sys_id) is None:
            raise no_record()
        row = _keep(
            instance, {"table_name": table, "table_sys_id": sys_id, "file_name": name}, kind, body, actor
        )
        version = next((f"/{part}" for part in ("v1", "v2") if f"/{part}/" in request.path), "")
        location = f"{request.scheme}://{request.host}/api/now{version}/attachment/{row['sys_id']}/file"
        return as_json({"result": _shown(request, instance, row, actor)}, 201, {"Location": location})

    return await through(request, "attachment", work)


def _keep(instance: Instance, about: Row, kind: str, body: bytes, actor: Actor) -> Row:
    size = str(len(body))
    sizes = {"size_bytes": size, "size_compressed": size, "compressed": "false", "state": "available"}
    sent = {**about, "content_type": kind, "hash": hashlib.sha256(body).hexdigest(), **sizes}
    row = records.create(instance.store, _TABLE, sent, actor)
    instance.store.run("INSERT INTO _content VALUES (?, ?)", [row["sys_id"], body])
    return row


def _shown(request: Request, instance: Instance, row: Row, actor: Actor) -> dict[str, Any]:
    shown = render.record(instance.store, _TABLE, row, view_of(request, actor))
    return {**shown, "download_link": f"{base_of(request)}/attachment/{row['sys_id']}/file"}
