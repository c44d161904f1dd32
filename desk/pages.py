"""Jinja pages: escaped by default, each with the nonce its policy names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from sanic import HTTPResponse, Request, html

from desk.markup import render

_HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """The one Jinja environment; ``markdown`` is the only filter that makes HTML of text."""
    loader = ChoiceLoader(
        [
            FileSystemLoader(_HERE / "channels" / "web" / "templates"),
            FileSystemLoader(_HERE / "console" / "templates"),
        ]
    )
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    made.filters["markdown"] = render
    return made


def page(request: Request, template: str, status: int = 200, **values: object) -> HTTPResponse:
    """The rendered template. ``nonce`` is there for the styles that the chat component writes."""
    body = environment().get_template(template).render(nonce=request.ctx.nonce, **values)
    return html(body, status=status)
