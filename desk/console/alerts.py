"""The page of what a lead must know now."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk import alerts
from desk.console.door import agent_of, blueprint, must_lead
from desk.identity import NotSignedIn
from desk.pages import page
from desk.parts import parts


@blueprint.get("/alerts")
async def alerted(request: Request) -> HTTPResponse:
    """Worst first, each with the way to where it is mended."""
    here = parts(request)
    try:
        agent, _ = await agent_of(request)
    except NotSignedIn:
        return redirect("/console/sign-in")
    must_lead(here, agent.id)
    async with here.desk.db.read() as connection:
        found = await alerts.listed(here.desk, connection, here.low_stock)
    return page(request, "alerts.html", alerts=found)
