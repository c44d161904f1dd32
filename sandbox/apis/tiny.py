"""Long addresses kept under a short one: ``/api/now/tinyurl``."""

from __future__ import annotations

import hashlib

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.apis.parameters import body_of
from sandbox.door import through
from sandbox.errors import bad_body
from sandbox.instance import Visit


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(f"tiny{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    routes.add_route(tinyurl, "/tinyurl", methods=["POST"], name="tinyurl")
    return routes


async def tinyurl(request: Request) -> HTTPResponse | None:
    return await through(request, "tinyurl", _kept)


def _kept(visit: Visit) -> HTTPResponse:
    """The same address has the same short one."""
    url = body_of(visit).get("url")
    if not isinstance(url, str) or not url:
        raise bad_body("url is missing")
    key = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:32]
    visit.store.run("INSERT OR IGNORE INTO _tiny VALUES (?, ?)", [key, url])
    page = url.partition("?")[0].rpartition("/")[2] or "home.do"
    page = page if page.endswith(".do") else f"{page}_list.do"
    return as_json({"result": f"{page}?sysparm_tiny={key}"})
