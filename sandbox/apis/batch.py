"""The Batch API: many requests in one, each answered as if it had come alone."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import time
from http import HTTPStatus
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.compat import Header

from sandbox.answers import as_json, refuse
from sandbox.door import record
from sandbox.errors import ApiError, bad_body
from sandbox.instance import Instance

_KEPT = ("authorization", "x-sn-apikey", "host", "accept")
_MOST = 150


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(f"batch{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    routes.add_route(batch, "/batch", methods=["POST"], name="batch")
    return routes


async def batch(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    instance.actor(request)
    try:
        body = json.loads(request.body)
        asked = body["rest_requests"]
        parts = [_Part(each) for each in asked]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise bad_body("The payload is not a valid batch request.") from error
    served = [await _served(request, part) for part in parts[:_MOST]]
    unserved = [part.id for part in parts[_MOST:]]
    return as_json({
        "batch_request_id": str(body.get("batch_request_id", "")),
        "serviced_requests": served,
        "unserviced_requests": unserved,
    })  # fmt: skip


class _Part:
    """One request of a batch as it was sent. Raises ValueError, KeyError or TypeError for what is none."""

    def __init__(self, sent: dict[str, Any]) -> None:
        self.id = str(sent["id"])
        self.method = str(sent.get("method", "GET")).upper()
        self.url = str(sent["url"])
        self.bare = str(sent.get("exclude_response_headers", "")).lower() == "true"
        self.headers = {str(h["name"]): str(h["value"]) for h in sent.get("headers") or []}
        self.body = _decoded(str(sent.get("body") or ""))
        if not self.url.startswith("/"):
            raise ValueError("url begins with a slash")


async def _served(outer: Request, part: _Part) -> dict[str, Any]:
    began = time.monotonic()
    answer = await _answer(outer, part)
    headers = [{"name": name, "value": value} for name, value in answer.headers.items()]
    kind = {"name": "Content-Type", "value": answer.content_type or ""}
    return {
        "id": part.id,
        "status_code": answer.status,
        "status_text": HTTPStatus(answer.status).phrase,
        "body": base64.b64encode(answer.body or b"").decode(),
        "headers": [] if part.bare else [*headers, kind],
        "execution_time": round((time.monotonic() - began) * 1000),
        "redirect_url": None,
    }


async def _answer(outer: Request, part: _Part) -> HTTPResponse:
    """What the route answers to the part alone; the caller is the caller of the whole."""
    kept = {name: outer.headers[name] for name in _KEPT if name in outer.headers}
    headers = Header({"content-type": "application/json", **kept, **part.headers})
    inner = Request(part.url.encode(), headers, "1.1", part.method, outer.transport, outer.app)
    inner.body = part.body
    inner.conn_info = outer.conn_info
    try:
        route, handler, arguments = outer.app.router.get(inner.path, part.method, None)
        inner.route = route
        found = await asyncio.wait_for(handler(inner, **arguments), 60)
        answer = found if isinstance(found, HTTPResponse) else refuse(inner, ApiError(500, "Internal error"))
    except Exception as error:
        answer = outer.app.error_handler.response(inner, error)  # type: ignore[no-untyped-call]
    record(inner, answer)
    return answer


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise ValueError("body is no base64") from error
