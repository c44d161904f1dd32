"""The web channel's routes: identity, conversations, messages, the event stream."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json, raw

from desk.channels.web import pictures
from desk.channels.web.bodies import BadBody, body_of, id_in, text_in
from desk.channels.web.stream import after_of, stream
from desk.cookies import set_cookie
from desk.core.conversation import Conversation
from desk.identity import COOKIE, NotSignedIn, Who, anonymous
from desk.intake import Inbound
from desk.parts import Parts, parts
from desk.security import must_have_token
from desk.store import attachments, conversations
from desk.switchboard import NotFound

blueprint = Blueprint("web", url_prefix="/api")

CHANNEL = "web"


@blueprint.post("/session")
async def start_session(request: Request) -> HTTPResponse:
    """Exchange the embedding page's signed token for a session cookie; without a token, an anonymous one."""
    body = body_of(request) if request.body else {}
    token = text_in(body, "token", default="")
    here = parts(request)
    person = here.identity.person_of(token) if token else anonymous()
    await here.limits.take(f"session:{request.remote_addr or request.ip}")
    secret = await here.identity.start("employee", person)
    response = json({"person": _public(person)}, status=201)
    set_cookie(response, COOKIE, secret, here)
    return response


@blueprint.delete("/session")
async def end_session(request: Request) -> HTTPResponse:
    """Sign out: the cookie is worth nothing any more."""
    here, who = await _writer(request)
    if who.session is not None:
        await here.identity.end(request.cookies.get(COOKIE) or "")
    response = HTTPResponse(status=204)
    response.delete_cookie(COOKIE)
    return response


@blueprint.get("/me")
async def me(request: Request) -> HTTPResponse:
    """Who the session belongs to, and the CSRF token its page must send."""
    who = await parts(request).identity.employee(request)
    return json({"person": _public(who.person), "csrf": who.session.csrf if who.session else ""})


@blueprint.get("/words")
async def words(request: Request) -> HTTPResponse:
    """The labels and small sentences that the widget itself shows."""
    standards = parts(request).desk.standards()
    keys = [
        k
        for k in standards.words
        if k.startswith(("label_", "name_", "connection_", "session_", "attachment_"))
    ]
    return json({k: standards.words[k] for k in keys})


@blueprint.post("/conversations")
async def open_conversation(request: Request) -> HTTPResponse:
    """Open a new conversation; somebody without any sign-in gets an unverified session with it."""
    if "authorization" not in request.headers and COOKIE not in request.cookies:
        return await _open_unverified(request)
    here, who = await _writer(request)
    await here.limits.take(who.id)
    zone = str(who.person.get("time_zone") or "UTC")
    c = await here.intake.open(who.person, CHANNEL, time_zone=zone)
    return json(_summary(c), status=201)


async def _open_unverified(request: Request) -> HTTPResponse:
    """Who cannot sign in can still ask, reach a person or leave a callback."""
    here = parts(request)
    await here.limits.take(f"session:{request.remote_addr or request.ip}")
    secret = await here.identity.start("employee", anonymous())
    who = await here.identity.of_cookie(secret)
    c = await here.intake.open(who.person, CHANNEL)
    response = json({**_summary(c), "csrf": who.session.csrf if who.session else ""}, status=201)
    set_cookie(response, COOKIE, secret, here)
    return response


@blueprint.get("/conversations/current")
async def current_conversation(request: Request) -> HTTPResponse:
    """The person's open conversation, or 404."""
    here = parts(request)
    who = await here.identity.employee(request)
    async with here.desk.db.read() as connection:
        c = await conversations.open_of(connection, who.id, CHANNEL)
    if c is None:
        raise NotFound("none is open")
    return json(_summary(c))


@blueprint.post("/conversations/<conversation:str>/messages")
async def send_message(request: Request, conversation: str) -> HTTPResponse:
    """Take a message, a pressed button or an attached picture; sent again with its id, it is the same one."""
    here, who = await _writer(request)
    await here.limits.take(who.id)
    message = await _message(here, conversation, body_of(request))
    seq = await here.intake.receive(conversation, message, who.id)
    return json({"seq": seq}, status=202)


@blueprint.post("/conversations/<conversation:str>/person")
async def ask_for_person(request: Request, conversation: str) -> HTTPResponse:
    """The "Talk to a person" control: works whether or not the bot does."""
    here, who = await _writer(request)
    await _own(here, who, conversation)
    await here.limits.take(who.id)
    body = body_of(request) if request.body else {}
    external = id_in(body, "client_message_id") if "client_message_id" in body else ""
    await here.switchboard.ask_for_person(conversation, f"{conversation}:{external}" if external else "")
    return json({}, status=202)


@blueprint.post("/conversations/<conversation:str>/typing")
async def typing(request: Request, conversation: str) -> HTTPResponse:
    """A sign of typing, shown to the agent; it also keeps half a thought from being answered."""
    here, who = await _writer(request)
    await _own(here, who, conversation)
    here.turns.is_typing(conversation)
    await here.switchboard.typing(conversation, "employee")
    return HTTPResponse(status=204)


@blueprint.post("/conversations/<conversation:str>/attachments")
async def attach(request: Request, conversation: str) -> HTTPResponse:
    """Store an image (PNG, JPEG, GIF, WebP, at most 5 MB). A message then names its id."""
    here, who = await _writer(request)
    await _own(here, who, conversation)
    await here.limits.take(who.id)
    image = pictures.from_request(request, conversation, here.desk.now())
    async with here.desk.db.write() as connection:
        await attachments.store(connection, image)
    return json({"attachment": image.id, "url": f"/api/attachments/{image.id}"}, status=201)


@blueprint.get("/attachments/<attachment:str>")
async def picture(request: Request, attachment: str) -> HTTPResponse:
    """An image, for the person whose conversation it belongs to and for agents."""
    here = parts(request)
    async with here.desk.db.read() as connection:
        image = await attachments.get(connection, attachment)
    if image is None:
        raise NotFound(attachment)
    await _may_see(here, request, image.conversation)
    return raw(image.content, content_type=image.media_type, headers=pictures.HEADERS)


@blueprint.get("/conversations/<conversation:str>/events")
async def events(request: Request, conversation: str) -> None:
    """Server-sent events: what the person may see, from ?after= or Last-Event-ID on."""
    here = parts(request)
    who = await here.identity.employee(request)
    await _own(here, who, conversation)
    await stream(request, here.desk, conversation, after_of(request))


async def _writer(request: Request) -> tuple[Parts, Who]:
    here = parts(request)
    who = await here.identity.employee(request)
    must_have_token(request, who)
    return here, who


async def _own(here: Parts, who: Who, conversation: str) -> Conversation:
    """The sole door to a conversation: another person's and a missing one look the same."""
    async with here.desk.db.read() as connection:
        c = await conversations.get(connection, conversation)
    if c is None or c.person_id != who.id:
        raise NotFound(conversation)
    return c


async def _may_see(here: Parts, request: Request, conversation: str) -> None:
    try:
        await here.identity.agent(request)
    except NotSignedIn:
        await _own(here, await here.identity.employee(request), conversation)


async def _message(here: Parts, conversation: str, body: dict[str, Any]) -> Inbound:
    key = id_in(body, "client_message_id")
    given = [name for name in ("text", "button", "attachment") if name in body]
    if len(given) != 1:
        raise BadBody("exactly one of text, button, attachment is needed")
    if given == ["text"]:
        return Inbound(key, text=text_in(body, "text"))
    if given == ["button"]:
        return Inbound(key, button=id_in(body, "button"))
    async with here.desk.db.read() as connection:
        image = await attachments.get(connection, id_in(body, "attachment"))
    if image is None or image.conversation != conversation:
        raise NotFound("attachment")
    shown = {"id": image.id, "url": f"/api/attachments/{image.id}", "type": image.media_type}
    return Inbound(key, attachment=shown)


def _summary(c: Conversation) -> dict[str, Any]:
    return {"id": c.id, "holder": c.holder.value, "stream": f"/api/conversations/{c.id}/events"}


def _public(person: dict[str, Any]) -> dict[str, Any]:
    return {"name": person.get("name", ""), "verified": person.get("verified", False)}
