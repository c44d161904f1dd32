"""The console's blueprint: pages and signing both hang their routes on it."""

from __future__ import annotations

from sanic import Blueprint, Request

from desk.identity import NotSignedIn
from desk.intake import MOST_CHARACTERS
from desk.parts import Parts, parts
from desk.security import must_have_token
from desk.switchboard import AgentRef, NotFound

blueprint = Blueprint("console", url_prefix="/console")


async def agent_of(request: Request) -> tuple[AgentRef, str]:
    """The signed-in agent and the page's CSRF token. Raises NotSignedIn."""
    who = await parts(request).identity.agent(request)
    if who.session is None:
        raise NotSignedIn("a console needs a session")
    return AgentRef(who.id, str(who.person["name"])), who.session.csrf


async def acting(request: Request) -> tuple[Parts, AgentRef]:
    """The agent who presses a button, from a page of ours. Raises NotSignedIn, Forbidden."""
    here = parts(request)
    must_have_token(request, await here.identity.agent(request))
    return here, (await agent_of(request))[0]


def must_lead(here: Parts, agent: str) -> None:
    """In a demo everybody leads; in production those that FIRSTLINE_LEADS names. Raises NotFound."""
    if not leads(here, agent):
        raise NotFound("a page for leads")


def leads(here: Parts, agent: str) -> bool:
    named = here.settings.leads
    return agent in named or not (named or here.settings.mode == "production")


def field(request: Request, name: str) -> str:
    """A field of the form, trimmed and no longer than a message may be; empty when it is not there."""
    value = request.form.get(name) if request.form else None
    return str(value or "").replace("\x00", "").strip()[:MOST_CHARACTERS]
