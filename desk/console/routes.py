"""The console's pages and what its buttons do. Each route reads, calls the switchboard, and answers."""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.response import empty, html, redirect

from desk import alerts as alerting
from desk.console import alerts, dead_letters, notices, records, signing, views
from desk.console.door import acting, agent_of, blueprint, field, leads
from desk.console.reading import column, conversation, titles
from desk.console.stream import fragment, stream
from desk.console.vendor import VENDOR
from desk.core.conversation import NotAllowed
from desk.identity import NotSignedIn
from desk.pages import page
from desk.parts import parts
from desk.shelf import Shelf
from desk.store import log
from desk.store.conversations import Conflict
from itsm.errors import ItsmError

__all__ = ["alerts", "blueprint", "dead_letters", "notices", "records", "signing"]

_SHELF = Shelf.of(Path(__file__).resolve().parent / "static", VENDOR)
_PROBLEMS = {
    "taken": "Somebody else was quicker, or the conversation has moved on.",
    "empty": "There was nothing to send.",
}


@blueprint.get("/static/<name:path>")
async def file(request: Request, name: str) -> HTTPResponse:
    """A style sheet or script of the console."""
    return _SHELF.serve(request, name)


@blueprint.get("/", strict_slashes=False)
async def home(request: Request) -> HTTPResponse:
    """The queue, with no conversation open."""
    return await _page(request, "")


@blueprint.get("/c/<opened:str>")
async def show(request: Request, opened: str) -> HTTPResponse:
    """The queue and one conversation."""
    return await _page(request, opened)


@blueprint.get("/events")
async def events(request: Request) -> None:
    """The page's stream of fragments."""
    agent, csrf = await agent_of(request)
    seen = request.headers.get("last-event-id") or request.args.get("after") or "0"
    after = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    await stream(request, parts(request), agent, csrf, request.args.get("conversation", ""), after)


@blueprint.get("/c/<opened:str>/person")
async def person(request: Request, opened: str) -> HTTPResponse:
    """The requester's newest tickets, fetched apart: the ticket system may be slow or away."""
    await agent_of(request)
    here = parts(request)
    async with here.desk.db.read() as connection:
        c = await conversation(connection, opened)
    try:
        tickets = await here.tickets.list(caller=c.person_id) if c.person.get("verified") else ()
    except ItsmError:
        return html(fragment("_tickets.html", tickets=(), away=True))
    return html(fragment("_tickets.html", tickets=tickets, away=False))


@blueprint.post("/c/<opened:str>/accept")
async def accept(request: Request, opened: str) -> HTTPResponse:
    """Take it out of the queue."""
    here, agent = await acting(request)
    return await _done(request, opened, here.switchboard.accept(opened, agent))


@blueprint.post("/c/<opened:str>/decline")
async def decline(request: Request, opened: str) -> HTTPResponse:
    """Not for me: it stays in the queue with the reason."""
    here, agent = await acting(request)
    move = here.switchboard.decline(opened, agent, field(request, "reason"))
    return await _done(request, opened, move, to="/console")


@blueprint.post("/c/<opened:str>/say")
async def say(request: Request, opened: str) -> HTTPResponse:
    """Write to the person."""
    here, agent = await acting(request)
    text, key = field(request, "text"), field(request, "client_message_id")
    if not text or not key:
        return _back(request, f"/console/c/{opened}", "empty")
    return await _done(request, opened, here.switchboard.say(opened, agent, text, f"{agent.id}:{key}"))


@blueprint.post("/c/<opened:str>/note")
async def note(request: Request, opened: str) -> HTTPResponse:
    """A note among colleagues."""
    here, agent = await acting(request)
    text = field(request, "text")
    if not text:
        return _back(request, f"/console/c/{opened}", "empty")
    return await _done(request, opened, here.switchboard.note(opened, agent, text))


@blueprint.post("/c/<opened:str>/return")
async def give_back(request: Request, opened: str) -> HTTPResponse:
    """Give it back to the bot."""
    here, agent = await acting(request)
    return await _done(request, opened, here.switchboard.give_back(opened, agent, field(request, "note")))


@blueprint.post("/c/<opened:str>/transfer")
async def transfer(request: Request, opened: str) -> HTTPResponse:
    """Pass it to another queue."""
    here, agent = await acting(request)
    queue = field(request, "queue")
    if queue not in {q.name for q in here.desk.standards().queues}:
        return _back(request, f"/console/c/{opened}", "empty")
    return await _done(request, opened, here.switchboard.transfer(opened, agent, queue), to="/console")


@blueprint.post("/c/<opened:str>/close")
async def close(request: Request, opened: str) -> HTTPResponse:
    """End it, with how it ended."""
    here, agent = await acting(request)
    resolution = field(request, "resolution")
    if resolution not in dict(views.RESOLUTIONS):
        return _back(request, f"/console/c/{opened}", "empty")
    return await _done(request, opened, here.switchboard.close(opened, agent, resolution))


@blueprint.post("/c/<opened:str>/typing")
async def typing(request: Request, opened: str) -> HTTPResponse:
    """The agent is typing."""
    here, _ = await acting(request)
    await here.switchboard.typing(opened, "agent")
    return empty()


async def _done(request: Request, opened: str, move: Awaitable[object], to: str = "") -> HTTPResponse:
    """The move was made, or the holder did not permit it: back to the page, which shows what is."""
    try:
        await move
    except (NotAllowed, Conflict):
        return _back(request, f"/console/c/{opened}", "taken")
    return _back(request, to or f"/console/c/{opened}")


def _back(request: Request, to: str, problem: str = "") -> HTTPResponse:
    address = f"{to}?problem={quote(problem)}" if problem else to
    if request.headers.get("hx-request"):
        return empty(status=409, headers={"HX-Redirect": address}) if problem else empty()
    return redirect(address, status=303)


async def _page(request: Request, opened: str) -> HTTPResponse:
    here = parts(request)
    try:
        agent, csrf = await agent_of(request)
    except NotSignedIn:
        return redirect("/console/sign-in")
    led = leads(here, agent.id)
    async with here.desk.db.read() as connection:
        left = await column(connection, here.desk, agent.id)
        c = await conversation(connection, opened) if opened else None
        said = await log.events_of(connection, opened) if opened else []
        known = await alerting.listed(here.desk, connection, here.low_stock) if led else []
    names = titles(here.desk)
    return page(
        request,
        "console.html",
        agent=agent,
        csrf=csrf,
        column=left,
        opened=opened,
        c=c,
        lines=views.transcript(said, names),
        after=said[-1].seq if said else 0,
        context=views.context(c, said, names) if c else None,
        person=views.name_of(c) if c else "",
        leads=led,
        alert_count=len(known),
        queues=here.desk.standards().queues,
        resolutions=views.RESOLUTIONS,
        problem=_PROBLEMS.get(request.args.get("problem", ""), ""),
    )
