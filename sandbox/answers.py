"""The shape of every answer."""

from __future__ import annotations

import json

from sanic import HTTPResponse, Request

from sandbox.errors import ApiError

JSON = "application/json;charset=UTF-8"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    return HTTPResponse(_ENCODER.encode(body), status, headers, content_type=JSON)


def refuse(request: Request, error: ApiError) -> HTTPResponse:
    return as_json(error.body(), error.status, error.headers)
