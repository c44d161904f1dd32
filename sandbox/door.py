"""What every request passes: who calls, how often, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable

from sanic import HTTPResponse, Request

from sandbox.broken import drip, faulty
from sandbox.errors import ApiError, bad_body, operation_failed
from sandbox.faults import HEADER, READ_METHODS, Fault, from_header
from sandbox.instance import Instance, Visit, method_of

Work = Callable[[Visit], HTTPResponse]
"""What a route does for an account."""


async def through(request: Request, table: str, work: Work) -> HTTPResponse | None:
    """The answer of ``work`` for the caller, or what a waiting fault makes of it.

    ``table`` is what faults are matched with; None means that the answer is already sent.
    """
    instance: Instance = request.app.ctx.instance
    visit = Visit(request, instance, instance.actor(request))
    _check_accept(request, demanded=instance.store.property("sandbox.accept.required") == "true")
    instance.limits.count(instance.store, visit.actor, request.path)
    if instance.store.read_only and visit.method not in READ_METHODS:
        raise operation_failed("This instance is read-only")
    instance.tick()
    fault = _fault(request, instance, table)
    if fault is None:
        return work(visit)
    # A task of its own: the write is done even when the client has hung up meanwhile.
    task = asyncio.create_task(faulty(visit, fault, work))
    instance.running.add(task)
    task.add_done_callback(instance.running.discard)
    answer = await asyncio.shield(task)
    if fault.kind != "drip":
        return answer
    await drip(request, answer, fault.seconds)
    return None


def _fault(request: Request, instance: Instance, table: str) -> Fault | None:
    asked = request.headers.get(HEADER, "")
    if not asked:
        return instance.faults.take(method_of(request), table)
    try:
        fault = from_header(asked)
    except ValueError as error:
        raise bad_body(f"{HEADER}: {error}") from error
    return fault if fault.matches(method_of(request), table) else None


def _check_accept(request: Request, *, demanded: bool) -> None:
    accepted = request.headers.get("accept") or ("" if demanded else "*/*")
    if not accepted:
        raise ApiError(400, "Bad Request", "Accept is needed")
    if not any(kind in accepted for kind in ("*/*", "application/*", "json")) and not request.path.endswith(
        "/file"
    ):
        raise ApiError(406, "Not acceptable", accepted[:100])


def record(request: Request, response: HTTPResponse) -> None:
    """Note what was asked, and dress the answer as the real one does."""
    instance: Instance = request.app.ctx.instance
    if request.path.startswith("/api/") or request.path.endswith(".do"):
        response.headers["X-Is-Logged-In"] = "false" if response.status == 401 else "true"
        response.headers["X-Transaction-ID"] = uuid.uuid4().hex[:12]
        instance.recorder.note(request, response, instance.now())
