"""The demo page: a pretend intranet that embeds the widget and lets you choose who you are."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json, redirect

from desk.channels.web.bodies import body_of, id_in
from desk.cookies import set_cookie
from desk.identity import COOKIE, NotSignedIn, anonymous
from desk.pages import page
from desk.parts import Parts, parts
from desk.switchboard import NotFound
from itsm.directory import Person
from itsm.errors import ItsmError

blueprint = Blueprint("demo")


@blueprint.get("/")
async def home(_request: Request) -> HTTPResponse:
    """The demo page is what a visitor of the bare address wants to see."""
    return redirect("/demo")


@blueprint.get("/demo")
async def demo(request: Request) -> HTTPResponse:
    """The widget on a pretend intranet, with a picker of the people in the practice ServiceNow."""
    here = _demo_only(request)
    try:
        people: tuple[Person, ...] = await here.directory.people(limit=500)
    except ItsmError:
        people = ()  # the page still works: an unverified visitor can chat and reach a person
    me = await _signed_in(here, request)
    return page(request, "demo.html", people=people, me=me)


@blueprint.post("/demo/sign-in")
async def sign_in(request: Request) -> HTTPResponse:
    """What an embedding page's server does: it vouches for the chosen person with a signed token.

    A form gets a session and the demo page again; JSON gets the token itself, for scripts.
    """
    here = _demo_only(request)
    as_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    chosen = (request.form or {}).get("person", "") if as_form else id_in(body_of(request), "person")
    token = await _token(here, str(chosen)) if chosen else ""
    if not as_form:
        return json({"token": token})
    response = redirect("/demo", status=303)
    person = here.identity.person_of(token) if token else anonymous()
    set_cookie(response, COOKIE, await here.identity.start("employee", person), here)
    return response


async def _token(here: Parts, chosen: str) -> str:
    person = await here.directory.person(chosen)
    if person is None:
        raise NotFound(chosen)
    return here.identity.token_for({**asdict(person), "verified": True})


async def _signed_in(here: Parts, request: Request) -> dict[str, Any] | None:
    try:
        return (await here.identity.employee(request)).person
    except NotSignedIn:
        return None


def _demo_only(request: Request) -> Parts:
    here = parts(request)
    if not here.settings.demo_sign_in:
        raise NotFound("demo")
    return here
