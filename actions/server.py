"""The HTTP side: Rasa's webhook behind a shared secret, and a health page.

Not rasa-sdk's own app: that one answers anybody, and echoes the request when something breaks.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from typing import Any

import structlog
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import BadRequest, SanicException
from sanic.response import json as as_json

HEADER = "X-Firstline-Secret"
MOST_BYTES = 8 * 1024 * 1024
"""A whole tracker travels with every call; a long conversation has a few hundred kilobytes."""
_log = structlog.get_logger("actions")


def create_app(actions: Sequence[Action], *, secret: str, name: str = "actions") -> Sanic[Any, Any]:
    """The app that runs these actions for whoever knows the secret."""
    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MOST_BYTES
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return as_json({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return _error(401, "unauthorized", "the shared secret is missing or wrong")
        return await _run(executor, _call(request.body))

    @app.exception(Exception)
    async def failed(request: Request, error: Exception) -> HTTPResponse:
        status = error.status_code if isinstance(error, SanicException) else 500
        if status >= 500:
            _log.error("request failed", path=request.path, error=type(error).__name__)
        return _error(status, "failed", "the request could not be answered")

    return app


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> HTTPResponse:
    try:
        result = await executor.run(call)
    except ActionNotFoundException as error:
        _log.error("unknown action", action=error.action_name)
        return as_json({"error": "no such action", "action_name": error.action_name}, status=404)
    if result is None:
        return _error(400, "malformed", "no action is named")
    return as_json(result.model_dump())


def _call(body: bytes) -> dict[str, Any]:
    """The action call as Rasa sends it. Raises BadRequest for anything else."""
    try:
        call = json.loads(body)
        if isinstance(call["next_action"], str) and isinstance(call["tracker"]["sender_id"], str):
            return {"domain": {}, **call}
    except (ValueError, TypeError, KeyError):
        pass
    raise BadRequest("not an action call")


def _error(status: int, code: str, message: str) -> HTTPResponse:
    return as_json({"error": {"code": code, "message": message}}, status=status)
