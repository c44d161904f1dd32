"""What every request passes: who calls, what goes wrong on purpose, and the shape of the answer."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from sanic import HTTPResponse, Request, Sanic

from sandbox import accounts
from sandbox.errors import ApiError
from sandbox.faults import Fault, Faults
from sandbox.records import Actor
from sandbox.store import Store

App = Sanic[Any, Any]
Work = Callable[[Actor, frozenset[str]], HTTPResponse]
"""What a route does for an account, without the rows that a lagging replica does not show yet."""
_HTML = (
    "<html><head><title>Instance Hibernating</title></head><body>Your instance is hibernating.</body></html>"
)
_CANCELLED = "Transaction cancelled: maximum execution time exceeded"


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class Instance:
    """One practice server: its rows, its faults to come and what it was asked."""

    store: Store
    now: Callable[[], datetime] = _utc_now
    faults: Faults = field(default_factory=Faults)
    tokens: accounts.Tokens = field(default_factory=accounts.Tokens)
    seen: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=1000))
    born: dict[str, float] = field(default_factory=dict)
    running: set[asyncio.Task[HTTPResponse]] = field(default_factory=set)

    def actor(self, request: Request) -> Actor:
        row = accounts.caller(self.store, self.tokens, request.headers)
        return Actor(row, self.now())

    def lagging(self, seconds: float) -> frozenset[str]:
        """The rows made in the last ``seconds``."""
        newest = time.monotonic() - seconds
        return frozenset(sys_id for sys_id, made in self.born.items() if made > newest)


async def through(request: Request, table: str, work: Work) -> HTTPResponse:
    """The answer of ``work`` for the caller, or what a waiting fault makes of it."""
    instance: Instance = request.app.ctx.instance
    actor = instance.actor(request)
    _check_accept(request)
    fault = instance.faults.take(request.method, table)
    if fault is None:
        return work(actor, frozenset())
    # A task of its own: the write is done even when the client has hung up meanwhile.
    task = asyncio.create_task(_faulty(request, instance, fault, lambda hidden: work(actor, hidden)))
    instance.running.add(task)
    task.add_done_callback(instance.running.discard)
    return await asyncio.shield(task)


async def _faulty(
    request: Request, instance: Instance, fault: Fault, work: Callable[[frozenset[str]], HTTPResponse]
) -> HTTPResponse:
    shown: frozenset[str] = frozenset()
    match fault.kind:
        case "429" | "503":
            return _turned_away(fault)
        case "read_lag":
            return work(instance.lagging(fault.seconds))
        case "drop_before_commit":
            return _dropped(request)
        case "delay_then_commit":
            await asyncio.sleep(fault.seconds)
            return work(shown)
    answer = work(shown) if fault.commit or request.method in ("GET", "HEAD") else None
    return await _spoilt(request, fault, answer)


async def _spoilt(request: Request, fault: Fault, answer: HTTPResponse | None) -> HTTPResponse:
    match fault.kind:
        case "commit_then_drop":
            await asyncio.sleep(fault.seconds)
            return _dropped(request)
        case "500_after_commit":
            return as_json({"error": {"message": "Internal error", "detail": None}, "status": "failure"}, 500)
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


def _turned_away(fault: Fault) -> HTTPResponse:
    error = ApiError(503, "Service Unavailable")
    headers = {"Retry-After": str(round(fault.seconds))} if fault.seconds else {}
    if fault.kind == "429":
        limit = "Rate limit of 100 requests per hour for Table API exceeded"
        error = ApiError(429, "Rate limit exceeded", limit)
        reset = str(int(time.time() + fault.seconds))
        if fault.seconds:
            headers |= {"X-RateLimit-Limit": "100", "X-RateLimit-Reset": reset, "X-RateLimit-Rule": "a" * 32}
    return as_json(error.body(), error.status, headers)


def _dropped(request: Request) -> HTTPResponse:
    """The connection is reset; what is returned reaches nobody."""
    transport = request.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    return HTTPResponse(status=500)


def as_json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HTTPResponse(text, status, headers, content_type="application/json;charset=UTF-8")


def _check_accept(request: Request) -> None:
    accepted = request.headers.get("accept", "*/*")
    if not any(kind in accepted for kind in ("*/*", "application/*", "json")) and not request.path.endswith(
        "/file"
    ):
        raise ApiError(406, "Not acceptable", accepted[:100])


def refuse(request: Request, error: ApiError) -> HTTPResponse:
    return as_json(error.body(), error.status, error.headers)


def record(request: Request, response: HTTPResponse) -> None:
    """Note what was asked, and dress the answer as the real one does."""
    instance: Instance = request.app.ctx.instance
    if request.path.startswith("/api/") or request.path == "/oauth_token.do":
        instance.seen.append(_noted(request, response, instance.now()))
        response.headers["X-Is-Logged-In"] = "false" if response.status == 401 else "true"
        response.headers["X-Transaction-ID"] = uuid.uuid4().hex[:12]


def _noted(request: Request, response: HTTPResponse, now: datetime) -> dict[str, Any]:
    secret = ("authorization", "x-sn-apikey", "cookie")
    is_form = request.path == "/oauth_token.do"
    return {
        "at": now.isoformat(),
        "method": request.method,
        "path": request.path,
        "query": {name: values[0] for name, values in request.args.items()},
        "headers": {name: value for name, value in request.headers.items() if name not in secret},
        "body": "" if is_form else request.body[:65536].decode("utf-8", "replace"),
        "status": response.status,
    }
