"""The practice server's own routes: faults on order, and what it was asked. They need an account, too."""

from __future__ import annotations

import json
from dataclasses import asdict

from sanic import Blueprint, HTTPResponse, Request

from sandbox import faults
from sandbox.door import Instance, as_json
from sandbox.errors import bad_body

routes = Blueprint("sandbox", url_prefix="/sandbox")


@routes.post("/faults", name="order")
async def order(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    instance.actor(request)
    try:
        body = json.loads(request.body)
        fault = faults.from_json(body if isinstance(body, dict) else {})
    except (ValueError, TypeError) as error:
        raise bad_body(str(error)) from error
    instance.faults.add(fault)
    return as_json({"result": asdict(fault)}, 201)


@routes.get("/faults", name="waiting")
async def waiting(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    instance.actor(request)
    return as_json({"result": [asdict(fault) for fault in instance.faults.waiting()]})


@routes.delete("/faults", name="clear")
async def clear(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    instance.actor(request)
    instance.faults.clear()
    return HTTPResponse(status=204)


@routes.post("/tokens/expire", name="expire")
async def expire(request: Request) -> HTTPResponse:
    """Every OAuth token is over from now on."""
    instance: Instance = request.app.ctx.instance
    instance.actor(request)
    instance.tokens.expire_all()
    return HTTPResponse(status=204)


@routes.get("/requests", name="requests")
async def requests(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    instance.actor(request)
    return as_json({"result": list(instance.seen)})


@routes.delete("/requests", name="forget")
async def forget(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    instance.actor(request)
    instance.seen.clear()
    return HTTPResponse(status=204)
