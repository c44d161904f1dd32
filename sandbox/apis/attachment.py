"""The Attachment API: files kept with a record."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.apis.parameters import body_of, page_links, query_of, view_of
from sandbox.door import through
from sandbox.errors import ApiError, no_record
from sandbox.instance import Visit
from sandbox.records import read, render
from sandbox.records.write import Writer
from sandbox.store import Row

_LIMIT = 1000


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(f"attachment{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    routes.add_route(listing, "/attachment", methods=["GET", "HEAD"], name="list")
    routes.add_route(upload, "/attachment/file", methods=["POST"], name="file")
    routes.add_route(form_upload, "/attachment/upload", methods=["POST"], name="upload")
    routes.add_route(one, "/attachment/<sys_id:str>", methods=["GET", "DELETE", "PATCH", "PUT"], name="one")
    routes.add_route(content, "/attachment/<sys_id:str>/file", methods=["GET"], name="content")
    return routes


async def listing(request: Request) -> HTTPResponse | None:
    return await through(request, "attachment", _listing)


async def one(request: Request, sys_id: str) -> HTTPResponse | None:
    return await through(request, "attachment", partial(_one, sys_id=sys_id))


async def content(request: Request, sys_id: str) -> HTTPResponse | None:
    return await through(request, "attachment", partial(_content, sys_id=sys_id))


async def upload(request: Request) -> HTTPResponse | None:
    wanted = [request.args.get(name, "") for name in ("table_name", "table_sys_id", "file_name")]
    kind = request.headers.get("content-type", "")
    work = partial(_upload, wanted=wanted, kind=kind, body=request.body)
    return await through(request, "attachment", work)


async def form_upload(request: Request) -> HTTPResponse | None:
    files: dict[str, Any] = request.files or {}
    file = next((group[0] for group in files.values()), None)
    form: dict[str, Any] = request.form or {}
    name = file.name if file else ""
    wanted = [*(str(form.get(part, "")) for part in ("table_name", "table_sys_id")), name]
    work = partial(_upload, wanted=wanted, kind=file.type if file else "", body=file.body if file else b"")
    return await through(request, "attachment", work)


def _listing(visit: Visit) -> HTTPResponse:
    table = visit.store.tables["sys_attachment"]
    limit, offset = visit.whole("sysparm_limit", _LIMIT), visit.whole("sysparm_offset", 0)
    query = query_of(visit, table)
    found = read.search(
        visit.store, table, query, visit.actor, limit=limit, offset=offset, hidden=visit.hidden
    )
    headers = {"X-Total-Count": str(found.total)}
    if found.total > limit > 0 and not visit.flag("sysparm_suppress_pagination_header"):
        headers["Link"] = page_links(visit, limit, offset, found.total)
    return as_json({"result": [_shown(visit, row) for row in found.rows]}, headers=headers)


def _one(visit: Visit, *, sys_id: str) -> HTTPResponse:
    table = visit.store.tables["sys_attachment"]
    row = read.get(visit.store, table, sys_id)
    if visit.method == "GET":
        return as_json({"result": _shown(visit, row)})
    if visit.method == "DELETE":
        visit.writer().delete(table.name, sys_id)
    else:
        name = str(body_of(visit).get("file_name") or row["file_name"])
        visit.writer().update(table.name, sys_id, {"file_name": name})
    return HTTPResponse(status=204)


def _content(visit: Visit, *, sys_id: str) -> HTTPResponse:
    row = read.get(visit.store, visit.store.tables["sys_attachment"], sys_id)
    body: Any = visit.store.rows("SELECT body FROM _content WHERE sys_id = ?", [sys_id])[0]["body"]
    # Never shown in a page: an attached HTML file must not run in this server's name.
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    kind = re.sub(r"[\r\n]", "", row["content_type"])
    return HTTPResponse(body, headers=headers, content_type=kind)


def _upload(visit: Visit, *, wanted: list[str], kind: str, body: bytes) -> HTTPResponse:
    if not all(wanted) or not kind:
        raise ApiError(
            400, "Missing parameter", "table_name, table_sys_id, file_name and Content-Type are needed"
        )
    table, sys_id, name = wanted
    if visit.store.get(read.table_named(visit.store, table), sys_id) is None:
        raise no_record()
    _check(visit, name, body)
    about = {"table_name": table, "table_sys_id": sys_id, "file_name": name}
    row = keep(visit.writer(), about, kind, body)
    version = next((f"/{part}" for part in ("v1", "v2") if f"/{part}/" in visit.request.path), "")
    location = (
        f"{visit.request.scheme}://{visit.request.host}/api/now{version}/attachment/{row['sys_id']}/file"
    )
    return as_json({"result": _shown(visit, row)}, 201, {"Location": location})


def keep(writer: Writer, about: Row, kind: str, body: bytes) -> Row:
    """The attachment's row; its bytes beside it."""
    size = str(len(body))
    sizes = {"size_bytes": size, "size_compressed": size, "compressed": "false", "state": "available"}
    sent = {**about, "content_type": kind, "hash": hashlib.sha256(body).hexdigest(), **sizes}
    row = writer.create("sys_attachment", sent)
    writer.store.run("INSERT INTO _content VALUES (?, ?)", [row["sys_id"], body])
    return row


def _check(visit: Visit, name: str, body: bytes) -> None:
    """The instance's limits: megabytes and, when it lists any, kinds of files."""
    most = visit.store.property("com.glide.attachment.max_size", "1024")
    if most.isdecimal() and len(body) > int(most) * 1024 * 1024:
        raise ApiError(413, "Request entity too large", f"Attachments are limited to {most} MB")
    kinds = visit.store.property("glide.attachment.extensions", "")
    ending = name.rpartition(".")[2].lower()
    if kinds and ending not in [kind.strip().lower() for kind in kinds.split(",")]:
        raise ApiError(400, "Invalid file type", f"File type is not allowed: {ending}")


def _shown(visit: Visit, row: Row) -> dict[str, Any]:
    table = visit.store.tables["sys_attachment"]
    shown = render.record(visit.store, table, row, view_of(visit, table))
    if "download_link" not in shown:
        return shown
    return {**shown, "download_link": f"{visit.base}/attachment/{row['sys_id']}/file"}
