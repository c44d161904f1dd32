"""The page on which a lead says what is down, and that it is over."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk import notices
from desk.console.door import acting, agent_of, blueprint, field, must_lead
from desk.identity import NotSignedIn
from desk.pages import page
from desk.parts import parts
from desk.store import affected
from desk.store import notices as kept
from desk.switchboard import NotFound

_KINDS = {"outage": "out", "degradation": "slow or unreliable", "planned": "planned maintenance"}
_PROBLEMS = {
    "empty": "A notice needs a topic and a text.",
    "over": "That notice is over already.",
}


@blueprint.get("/notices")
async def shown(request: Request) -> HTTPResponse:
    """What is in effect and what the ticket system says is down, how many people have it, what is over, and
    a form for a new notice."""
    here = parts(request)
    try:
        agent, csrf = await agent_of(request)
    except NotSignedIn:
        return redirect("/console/sign-in")
    must_lead(here, agent.id)
    async with here.desk.db.read() as connection:
        published, over = await kept.in_effect(connection), await kept.ended(connection)
        people = await affected.counts(connection)
    return page(
        request,
        "notices.html",
        agent=agent,
        csrf=csrf,
        published=published,
        over=over,
        people=people,
        nobody=affected.Count(),
        outages=here.outages.current(),
        kinds=_KINDS,
        topics={topic.name: topic.title for topic in here.desk.standards().topics},
        problem=_PROBLEMS.get(request.args.get("problem", ""), ""),
    )


@blueprint.post("/notices")
async def publish(request: Request) -> HTTPResponse:
    """One click, and everybody who writes is told."""
    here, agent = await acting(request)
    must_lead(here, agent.id)
    topic, text, workaround = (field(request, name) for name in ("topic", "text", "workaround"))
    try:
        await notices.publish(here.desk, topic, text, workaround, agent)
    except notices.Incomplete:
        return redirect("/console/notices?problem=empty", status=303)
    return redirect("/console/notices", status=303)


@blueprint.post("/notices/<number:str>/end")
async def end(request: Request, number: str) -> HTTPResponse:
    """It works again: everybody who had it hears so, with what was done."""
    here, agent = await acting(request)
    must_lead(here, agent.id)
    try:
        await notices.end(here.desk, number, agent, field(request, "done"))
    except NotFound:
        return redirect("/console/notices?problem=over", status=303)
    return redirect("/console/notices", status=303)
