"""The page of what the ticket system refused: a lead reads why, mends the words, and sends it again."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk import dead_letters
from desk.console.door import acting, agent_of, blueprint, field, must_lead
from desk.identity import NotSignedIn
from desk.pages import page
from desk.parts import parts
from desk.switchboard import NotFound


@blueprint.get("/outbox")
async def outbox(request: Request) -> HTTPResponse:
    """Every dead letter with its reason, and a form of its draft."""
    here = parts(request)
    try:
        agent, csrf = await agent_of(request)
    except NotSignedIn:
        return redirect("/console/sign-in")
    must_lead(here, agent.id)
    letters = await dead_letters.listed(here.desk)
    fields = dead_letters.MENDABLE
    return page(request, "outbox.html", agent=agent, csrf=csrf, letters=letters, fields=fields)


@blueprint.post("/outbox/<key:str>")
async def send_again(request: Request, key: str) -> HTTPResponse:
    """Send it again, as it was mended."""
    here, agent = await acting(request)
    must_lead(here, agent.id)
    mended = {name: field(request, name) for name in dead_letters.MENDABLE if name in (request.form or {})}
    try:
        await dead_letters.send_again(here.desk, key, mended, agent.id)
    except dead_letters.NotDead as error:
        raise NotFound(key) from error
    return redirect("/console/outbox", status=303)
