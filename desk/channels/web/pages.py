"""What a browser loads of the web channel: the widget's files and the demo page.

GET /widget/<file>   the widget and the vendored libraries it needs, by an allow-list
GET /demo            a made-up intranet with the widget, and a picker of people to be
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from desk.channels.web.vendor import VENDOR
from desk.pages import Shelf, page
from itsm.directory import Person

STATIC = Path(__file__).resolve().parent / "static"


def widget_files() -> Blueprint:
    """Static files, the same in every mode."""
    blueprint = Blueprint("widget", url_prefix="/widget")
    shelf = Shelf.of(STATIC, VENDOR)

    @blueprint.get("/<name:path>")
    async def file(request: Request, name: str) -> HTTPResponse:
        return shelf.serve(request, name)

    return blueprint


def demo_page(
    people: Callable[[], Awaitable[Sequence[Person]]],
    signed_in: Callable[[Request], Awaitable[dict[str, Any] | None]],
) -> Blueprint:
    """Only for demo mode. ``people`` are those one may choose to be, ``signed_in`` who was chosen.

    The form posts ``person`` (a Person.id, empty for nobody) to /demo/sign-in.
    """
    blueprint = Blueprint("demo", url_prefix="/demo")

    @blueprint.get("/")
    async def demo(request: Request) -> HTTPResponse:
        return page(
            "demo.html",
            nonce=getattr(request.ctx, "nonce", ""),
            people=await people(),
            me=await signed_in(request),
        )

    return blueprint
