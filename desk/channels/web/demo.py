"""The demo page: a pretend intranet that embeds the widget and lets you choose who you are."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json, redirect

from desk.channels.web.bodies import body_of, id_in
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
        people: tuple[Person, ...] = await here.directory.people(limit=60)
    except ItsmError:
        people = ()  # the page still works: an unverified visitor can chat and reach a person
    return page(request, "demo.html", people=[asdict(p) for p in people])


@blueprint.post("/demo/sign-in")
async def sign_in(request: Request) -> HTTPResponse:
    """What an embedding page's server does: it vouches for the chosen person with a signed token."""
    here = _demo_only(request)
    chosen = id_in(body_of(request), "person")
    person = await here.directory.person(chosen)
    if person is None:
        raise NotFound(chosen)
    return json({"token": here.identity.token_for(_claims(person))})


def _claims(person: Person) -> dict[str, Any]:
    return {**asdict(person), "verified": True}


def _demo_only(request: Request) -> Parts:
    here = parts(request)
    if not here.settings.demo_sign_in:
        raise NotFound("demo")
    return here
