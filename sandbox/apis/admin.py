"""The practice server's own routes: faults on order, the clock, what it was asked. They need an account."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox import clock, faults
from sandbox.answers import as_json
from sandbox.errors import bad_body
from sandbox.instance import Instance

routes = Blueprint("sandbox", url_prefix="/sandbox")


@routes.post("/faults", name="order")
async def order(request: Request) -> HTTPResponse:
    instance = _instance(request)
    try:
        fault = faults.from_json(_body(request))
    except (ValueError, TypeError) as error:
        raise bad_body(str(error)) from error
    instance.faults.add(fault)
    return as_json({"result": asdict(fault)}, 201)


@routes.get("/faults", name="waiting")
async def waiting(request: Request) -> HTTPResponse:
    return as_json({"result": [asdict(fault) for fault in _instance(request).faults.waiting()]})


@routes.get("/faults/kinds", name="kinds")
async def kinds(request: Request) -> HTTPResponse:
    _instance(request)
    return as_json({"result": dict(faults.KINDS)})


@routes.delete("/faults", name="clear")
async def clear(request: Request) -> HTTPResponse:
    _instance(request).faults.clear()
    return HTTPResponse(status=204)


@routes.post("/tokens/expire", name="expire")
async def expire(request: Request) -> HTTPResponse:
    """Every OAuth token is over from now on."""
    _instance(request).tokens.expire_all()
    return HTTPResponse(status=204)


@routes.get("/clock", name="clock")
async def clock_now(request: Request) -> HTTPResponse:
    return as_json({"result": {"now": _instance(request).now().isoformat()}})


@routes.post("/clock", name="clock_set")
async def clock_set(request: Request) -> HTTPResponse:
    """``{"now": "2026-11-20T08:00:00Z", "frozen": true}``, ``{"advance": 3600}``; ``{}`` is the real time."""
    instance, body = _instance(request), _body(request)
    moves = instance.now
    if not isinstance(moves, clock.Clock):
        raise bad_body("this server's clock cannot be set")
    try:
        if "advance" in body:
            moves.advance(float(body["advance"]))
        else:
            moment = clock.moment(str(body["now"])) if body.get("now") else None
            moves.set(moment, frozen=bool(body.get("frozen")))
    except (ValueError, OverflowError, TypeError) as error:
        raise bad_body(str(error)) from error
    instance.tick()
    return as_json({"result": {"now": moves().isoformat()}})


@routes.get("/requests", name="requests")
async def requests(request: Request) -> HTTPResponse:
    return as_json({"result": list(_instance(request).recorder.seen)})


@routes.delete("/requests", name="forget")
async def forget(request: Request) -> HTTPResponse:
    _instance(request).recorder.seen.clear()
    return HTTPResponse(status=204)


def _instance(request: Request) -> Instance:
    """Raises ApiError when nobody signed in."""
    instance: Instance = request.app.ctx.instance
    instance.actor(request)
    return instance


def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise bad_body(str(error)) from error
    return body if isinstance(body, dict) else {}
