"""The page of calls to make and complaints to answer: the first due first, with what can be done next."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk import records
from desk.console.door import acting, agent_of, blueprint, field
from desk.console.views import their_time
from desk.identity import NotSignedIn
from desk.pages import page
from desk.parts import parts
from desk.store import conversations
from desk.store import records as kept


@blueprint.get("/records")
async def listed(request: Request) -> HTTPResponse:
    """Every record that is not over."""
    here = parts(request)
    try:
        agent, csrf = await agent_of(request)
    except NotSignedIn:
        return redirect("/console/sign-in")
    async with here.desk.db.read() as connection:
        found = await kept.unfinished(connection)
        zones = await conversations.time_zones(connection, [r.conversation for r in found])
    return page(
        request,
        "records.html",
        agent=agent,
        csrf=csrf,
        now=here.desk.now(),
        moves=records.MOVES,
        theirs={r.number: their_time(r.due_at, zones.get(r.conversation, "UTC")) for r in found},
        calls=[r for r in found if r.kind == "callback"],
        complaints=[r for r in found if r.kind == "complaint"],
        late=request.args.get("problem", ""),
    )


@blueprint.post("/records/<number:str>/<step:str>")
async def step(request: Request, number: str, step: str) -> HTTPResponse:
    """One step of a record: accepted, done, not reached; acknowledged, answered with words."""
    here, agent = await acting(request)
    text = field(request, "text")
    if step == "answer" and not text:
        return redirect("/console/records?problem=empty", status=303)
    try:
        await records.move(here.desk, number, step, agent, text)
    except records.Moved:
        return redirect("/console/records?problem=taken", status=303)
    return redirect("/console/records", status=303)
