"""What a request's JSON must look like; anything else is a clear 400."""

from __future__ import annotations

import re
from typing import Any

from sanic import Request

_ID = re.compile(r"[\x21-\x7e]{1,100}")


class BadBody(Exception):
    """The body is not what the route takes; the text says which field."""


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of the request. Raises BadBody."""
    try:
        body = request.json
    except Exception as error:  # sanic wraps every parser's own error in one of its own
        raise BadBody("the body is not JSON") from error
    if not isinstance(body, dict):
        raise BadBody("the body must be a JSON object")
    return body


def text_in(body: dict[str, Any], name: str, *, default: str | None = None) -> str:
    """A string field without lone surrogates or NUL. Raises BadBody."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise BadBody(f"{name} must be a string")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadBody(f"{name} is not valid text") from error
    return value.replace("\x00", "")


def id_in(body: dict[str, Any], name: str) -> str:
    """An id the client chose: 1 to 100 printable ASCII characters. Raises BadBody."""
    value = text_in(body, name)
    if not _ID.fullmatch(value):
        raise BadBody(f"{name} must be 1 to 100 printable characters")
    return value
