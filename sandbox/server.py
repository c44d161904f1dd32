"""The server put together: routes, refusals, health."""

from __future__ import annotations

import logging
import sqlite3

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import MethodNotAllowed, NotFound, SanicException

from sandbox.answers import as_json, refuse
from sandbox.apis import (
    admin,
    attachment,
    batch,
    cart,
    catalogue,
    cmdb,
    imports,
    jsonv2,
    knowledge,
    oauth,
    stats,
    table,
    tiny,
)  # fmt: skip
from sandbox.door import record
from sandbox.errors import ApiError
from sandbox.instance import App, Instance
from sandbox.pages import page

NAME = "Firstline practice ServiceNow"
_VERSIONED = (table, stats, attachment, batch, tiny, imports, catalogue, cart, knowledge, cmdb, jsonv2)
_LONGEST_ADDRESS = 32768
_TOO_LONG = "<html><head><title>Request too long</title></head><body>The request is too long.</body></html>"
_log = logging.getLogger("sandbox")


def create_app(instance: Instance, *, name: str = "sandbox") -> App:
    app: App = Sanic(name, configure_logging=False)
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.RESPONSE_TIMEOUT = app.config.REQUEST_TIMEOUT = 700  # a fault may wait ten minutes
    app.config.REQUEST_MAX_HEADER_SIZE = _LONGEST_ADDRESS
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 0.5  # Sanic waits it out for idle connections, too
    app.ctx.instance = instance
    for version in ("", "v1", "v2"):
        for part in _VERSIONED:
            app.blueprint(part.blueprint(version))
    app.blueprint(admin.routes.copy(f"{name}_admin"))
    app.add_route(oauth.token, "/oauth_token.do", methods=["POST"], name="oauth")
    app.add_route(oauth.authorize, "/oauth_auth.do", methods=["GET", "POST"], name="oauth_auth")
    app.add_route(health, "/health", methods=["GET"], name="health")
    page.add_to(app)
    _refusals(app)
    app.register_middleware(record, "response")  # type: ignore[arg-type]  # it answers nothing
    return app


async def health(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    counted = instance.store.one("SELECT count(*) AS n FROM incident")
    return as_json({"status": "ok", "name": NAME, "incidents": counted["n"] if counted else 0})


def _refusals(app: App) -> None:
    app.error_handler.add(ApiError, _refused)
    app.error_handler.add(NotFound, _no_resource)
    app.error_handler.add(MethodNotAllowed, _no_method)
    app.error_handler.add(SanicException, _as_it_is)
    app.error_handler.add(sqlite3.OperationalError, _too_much)
    app.error_handler.add(Exception, _failed)


def _refused(request: Request, error: Exception) -> HTTPResponse:
    return refuse(request, error if isinstance(error, ApiError) else ApiError(500, "Internal error"))


def _no_resource(request: Request, error: Exception) -> HTTPResponse:
    return refuse(request, ApiError(400, "Requested URI does not represent any resource", request.path))


def _no_method(request: Request, error: Exception) -> HTTPResponse:
    return refuse(request, ApiError(405, "Method not supported", request.path))


def _too_much(request: Request, error: Exception) -> HTTPResponse:
    """A query of more terms than SQLite takes."""
    _log.warning("query refused: %s", error)
    return refuse(request, ApiError(400, "Invalid query"))


def _as_it_is(request: Request, error: Exception) -> HTTPResponse:
    status = error.status_code if isinstance(error, SanicException) else 500
    if status in (413, 414):
        return HTTPResponse(_TOO_LONG, status, content_type="text/html;charset=UTF-8")
    return refuse(request, ApiError(status, type(error).__name__))


def _failed(request: Request, error: Exception) -> HTTPResponse:
    """The gate of last resort: a bug here is a 500 in the real one's shape, and a trace in the log."""
    _log.error("request failed: %s %s", request.method, request.path, exc_info=error)
    return refuse(request, ApiError(500, "Internal error"))
