"""The server put together: routes, refusals, health."""

from __future__ import annotations

import logging
import sqlite3

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import MethodNotAllowed, NotFound, SanicException

from sandbox import admin_api, attachment_api, oauth_api, page, stats_api, table_api
from sandbox.door import App, Instance, as_json, record, refuse
from sandbox.errors import ApiError

NAME = "Firstline practice ServiceNow"
_log = logging.getLogger("sandbox")


def create_app(instance: Instance, *, name: str = "sandbox") -> App:
    app: App = Sanic(name, configure_logging=False)
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.RESPONSE_TIMEOUT = app.config.REQUEST_TIMEOUT = 700  # a fault may wait ten minutes
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 0.5  # Sanic waits it out for idle connections, too
    app.ctx.instance = instance
    for version in ("", "v1", "v2"):
        for part in (table_api, stats_api, attachment_api):
            app.blueprint(part.blueprint(version))
    app.blueprint(admin_api.routes.copy(f"{name}_admin"))
    app.add_route(oauth_api.token, "/oauth_token.do", methods=["POST"], name="oauth")
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
    app.error_handler.add(ApiError, refuse)
    app.error_handler.add(NotFound, _no_resource)
    app.error_handler.add(MethodNotAllowed, _no_method)
    app.error_handler.add(SanicException, _as_it_is)
    app.error_handler.add(sqlite3.OperationalError, _too_much)
    app.error_handler.add(Exception, _failed)


def _no_resource(request: Request, error: Exception) -> HTTPResponse:
    return refuse(request, ApiError(400, "Requested URI does not represent any resource", request.path))


def _no_method(request: Request, error: Exception) -> HTTPResponse:
    return refuse(request, ApiError(405, "Method not supported", request.path))


def _too_much(request: Request, error: Exception) -> HTTPResponse:
    """A query of more terms than SQLite takes."""
    _log.warning("query refused: %s", error)
    return refuse(request, ApiError(400, "Invalid query"))


def _as_it_is(request: Request, error: SanicException) -> HTTPResponse:
    return refuse(request, ApiError(error.status_code, type(error).__name__))


def _failed(request: Request, error: Exception) -> HTTPResponse:
    """The gate of last resort: a bug here is a 500 in the real one's shape, and a trace in the log."""
    _log.error("request failed: %s %s", request.method, request.path, exc_info=error)
    return refuse(request, ApiError(500, "Internal error"))
