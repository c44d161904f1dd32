"""Signing in to the console. In the demo: choose one of the people who work in a support group."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk.console.door import acting, blueprint, field
from desk.identity import AGENT_COOKIE
from desk.pages import page
from desk.parts import Parts, parts
from desk.store import agents
from desk.store.agents import Agent
from desk.switchboard import NotFound
from itsm.directory import Person
from itsm.errors import ItsmError


@blueprint.get("/sign-in")
async def choose(request: Request) -> HTTPResponse:
    """Who are you? Only where the demo's sign-in is allowed."""
    here = _demo_only(request)
    try:
        people: tuple[Person, ...] = await _agents(here)
    except ItsmError:
        return page(request, "sign_in.html", people=(), away=True, queues={})
    names = {p.id: _queues(here, p) for p in people}
    return page(request, "sign_in.html", people=people, away=False, queues=names)


@blueprint.post("/sign-in")
async def sign_in(request: Request) -> HTTPResponse:
    """A session for the chosen agent."""
    here = _demo_only(request)
    chosen = field(request, "agent")
    person = next((p for p in await _agents(here) if p.id == chosen), None)
    if person is None:
        raise NotFound(chosen)
    proved = {"id": person.id, "name": person.name, "groups": list(person.groups)}
    secret = await here.identity.start("agent", proved)
    # Everybody sees every queue: until skills route, nobody waits for a specialist who is not there.
    serves: list[str] = []
    async with here.desk.db.write() as connection:
        await agents.sign_in(connection, Agent(person.id, person.name, serves, True, here.desk.now()))
    response = redirect("/console", status=303)
    secure = not here.settings.demo_sign_in
    response.add_cookie(
        AGENT_COOKIE, secret, path="/", httponly=True, samesite="Lax", secure=secure, max_age=12 * 3600
    )
    return response


@blueprint.post("/sign-out")
async def sign_out(request: Request) -> HTTPResponse:
    """The session is worth nothing any more; what the agent holds goes back when its lease ends."""
    here, agent = await acting(request)
    async with here.desk.db.write() as connection:
        await agents.sign_out(connection, agent.id)
    await here.identity.end(request.cookies.get(AGENT_COOKIE) or "")
    response = redirect("/console/sign-in", status=303)
    response.delete_cookie(AGENT_COOKIE)
    return response


async def _agents(here: Parts) -> tuple[Person, ...]:
    return tuple(p for p in await here.directory.people(limit=200) if p.groups)


def _queues(here: Parts, person: Person) -> str:
    titles = [q.title for q in here.desk.standards().queues if q.group in person.groups]
    return ", ".join(titles)


def _demo_only(request: Request) -> Parts:
    here = parts(request)
    if not here.settings.demo_sign_in:
        raise NotFound("sign-in")
    return here
