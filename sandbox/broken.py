"""Faults carried out: what a fault makes of a request and of its answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

from sanic import HTTPResponse, Request

from sandbox import rate_limits
from sandbox.answers import as_json
from sandbox.errors import ApiError, forbidden, unauthenticated
from sandbox.faults import READ_METHODS, Fault
from sandbox.instance import Visit

Work = Callable[[Visit], HTTPResponse]
_HTML = (
    "<html><head><title>Instance Hibernating</title></head><body>Your instance is hibernating.</body></html>"
)
_GATEWAY = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_CANCELLED = "Transaction cancelled: maximum execution time exceeded"
_OPERATIONS = {"POST": "Insert", "PUT": "Update", "PATCH": "Update", "DELETE": "Delete"}


async def faulty(visit: Visit, fault: Fault, work: Work) -> HTTPResponse:
    """The answer as the fault has it. Raises ApiError for a refusal."""
    if (refused := _turned_away(visit, fault)) is not None:
        return refused
    match fault.kind:
        case "read_lag":
            return work(replace(visit, hidden=visit.instance.lagging(fault.seconds)))
        case "field_truncation":
            return work(replace(visit, cut=fault.length))
        case "drop_before_commit":
            return dropped(visit.request)
        case "delay_then_commit":
            await asyncio.sleep(fault.seconds)
            return work(visit)
    answer = work(visit) if fault.commit or visit.method in READ_METHODS else None
    return await _spoilt(visit, fault, answer)


async def drip(request: Request, answer: HTTPResponse, seconds: float) -> None:
    """The answer's body, a byte at a time."""
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    content_type = answer.content_type or "text/plain"
    stream = await request.respond(status=answer.status, headers=headers, content_type=content_type)
    if stream is None:
        return
    for place in range(len(answer.body or b"")):
        await stream.send((answer.body or b"")[place : place + 1])
        await asyncio.sleep(seconds or 1.0)
    await stream.eof()


def _turned_away(visit: Visit, fault: Fault) -> HTTPResponse | None:
    """What is refused before anything is done; None when the fault is of another kind."""
    match fault.kind:
        case "401":
            raise unauthenticated()
        case "token_expired":
            visit.instance.tokens.expire(visit.request.headers.get("authorization", "")[7:].strip())
            raise unauthenticated()
        case "429":
            raise rate_limits.fault(fault.seconds, time.time())
        case "503":
            headers = {"Retry-After": str(round(fault.seconds))} if fault.seconds else {}
            raise ApiError(503, "Service Unavailable", None, headers)
        case "500":
            raise ApiError(500, "Internal error")
        case "502" | "504":
            return _gateway(int(fault.kind))
        case "acl_deny" if visit.method in READ_METHODS:
            raise ApiError(403, "Insufficient rights to query records")
        case "acl_deny":
            raise forbidden(_OPERATIONS.get(visit.method, "Update"))
    return None


async def _spoilt(visit: Visit, fault: Fault, answer: HTTPResponse | None) -> HTTPResponse:
    match fault.kind:
        case "commit_then_drop":
            await asyncio.sleep(fault.seconds)
            return dropped(visit.request)
        case "500_after_commit":
            return as_json({"error": {"message": "Internal error", "detail": None}, "status": "failure"}, 500)
        case "504_after_commit":
            return _gateway(504)
        case "202":
            return HTTPResponse(status=202)
        case "html_200":
            return HTTPResponse(_HTML, 200, content_type="text/html;charset=UTF-8")
        case "error_200":
            error = {"message": _CANCELLED, "detail": _CANCELLED}
            return as_json({"error": error, "result": [], "status": "failure"})
        case "commit_then_delay":
            await asyncio.sleep(fault.seconds)
    whole = answer or as_json({"result": {}})
    if fault.kind == "truncated_json" and whole.body:
        whole.body = whole.body[: len(whole.body) // 2]
    return whole


def _gateway(status: int) -> HTTPResponse:
    title = {502: "502 Bad Gateway", 504: "504 Gateway Time-out"}[status]
    return HTTPResponse(_GATEWAY.format(title), status, content_type="text/html;charset=UTF-8")


def dropped(request: Request) -> HTTPResponse:
    """The connection is reset; what is returned reaches nobody."""
    # uvloop's transports have the verb but not the class of asyncio's.
    abort = getattr(request.transport, "abort", None)
    if abort is not None:
        abort()
    return HTTPResponse(status=500)
