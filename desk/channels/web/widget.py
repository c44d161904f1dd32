"""GET /widget/<file>: the widget's own files and the vendored libraries it needs, by an allow-list."""

from __future__ import annotations

from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request

from desk.channels.web.vendor import VENDOR
from desk.shelf import Shelf

blueprint = Blueprint("widget", url_prefix="/widget")

_SHELF = Shelf.of(Path(__file__).resolve().parent / "static", VENDOR)


@blueprint.get("/<name:path>")
async def file(request: Request, name: str) -> HTTPResponse:
    """A file of the widget."""
    return _SHELF.serve(request, name)
