"""Every route, told by the routes themselves."""

from __future__ import annotations

import inspect
import re
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic, json

blueprint = Blueprint("openapi", url_prefix="/api")


@blueprint.get("/openapi.json")
async def openapi(request: Request) -> HTTPResponse:
    """This document."""
    return json(document(request.app))


def document(app: Sanic) -> dict[str, Any]:
    """OpenAPI 3.1 made from the route table: path, method, the handler's docstring."""
    paths: dict[str, Any] = {}
    for route in app.router.routes:
        path = re.sub(r"<(\w+)(:[^>]*)?>", r"{\1}", "/" + route.path.lstrip("/"))
        for method in sorted(route.methods - {"OPTIONS", "HEAD"}):
            paths.setdefault(path, {})[method.lower()] = _operation(path, route.handler)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Firstline desk", "version": "1"},
        "paths": dict(sorted(paths.items())),
    }


def _operation(path: str, handler: Any) -> dict[str, Any]:
    said = inspect.getdoc(handler) or ""
    names = re.findall(r"{(\w+)}", path)
    return {
        "summary": said.split("\n")[0],
        "parameters": [
            {"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names
        ],
        "responses": {"default": {"description": "JSON; errors are {error: {code, message}}"}},
    }
