"""The two addresses Slack calls. Every answer comes within three seconds, 200 only after the commit."""

from __future__ import annotations

import json as jsonlib
from typing import Any
from urllib.parse import parse_qs

import structlog
from sanic import Blueprint, HTTPResponse, Request, empty, json

from desk.channels.slack import inbound
from desk.channels.slack.channel import Slack
from desk.channels.slack.verify import Forged
from desk.channels.web.bodies import BadBody
from desk.store.conversations import Conflict
from desk.store.database import Busy
from desk.switchboard import NotFound

blueprint = Blueprint("slack", url_prefix="/slack")

slog = structlog.get_logger("desk.slack")


@blueprint.post("/events")
async def events(request: Request) -> HTTPResponse:
    """The Events API: the challenge when the address is set up, then what people write."""
    here = _slack(request)
    payload = _object(request.body)
    if payload.get("type") == "url_verification":
        return json({"challenge": str(payload.get("challenge", ""))[:200]})
    if payload.get("type") == "app_rate_limited":
        slog.error("slack delivers no events for a minute: too many came")
    message = inbound.typed(payload) if payload.get("type") == "event_callback" else None
    if message is not None:
        await _stored(here.reception.typed(message))
    return empty(200)


@blueprint.post("/interactions")
async def interactions(request: Request) -> HTTPResponse:
    """Buttons: a form with JSON in its field ``payload``."""
    here = _slack(request)
    form = _form(request.body)
    if "ssl_check" in form:
        return empty(200)
    press = inbound.pressed(_object(form.get("payload", [""])[0]))
    if press is not None:
        await _stored(here.reception.pressed(press))
    return empty(200)


@blueprint.exception(Forged)  # type: ignore[untyped-decorator]  # sanic leaves it so
async def forged(request: Request, error: Forged) -> HTTPResponse:
    slog.warning("slack signature refused", why=str(error), path=request.path)
    return json({"error": {"code": "bad_signature", "message": "Slack did not sign this."}}, status=401)


def _slack(request: Request) -> Slack:
    """The channel, for a request that Slack signed. Raises Forged; NotFound when Slack is not set up."""
    here: Slack | None = getattr(request.app.ctx, "slack", None)
    if here is None:
        raise NotFound("slack")
    here.verifier.must_be_slack(request.headers, request.body)
    return here


async def _stored(work: Any) -> None:
    """Raises Busy for whatever a second delivery may mend: Slack takes any answer but 2xx for "again"."""
    try:
        await work
    except Conflict as error:
        raise Busy("changed meanwhile") from error


def _form(body: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(body.decode(), max_num_fields=20)
    except ValueError as error:
        raise BadBody("the body is not a form") from error


def _object(body: bytes | str) -> dict[str, Any]:
    try:
        payload = jsonlib.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadBody("the body is not JSON") from error
    if not isinstance(payload, dict):
        raise BadBody("the body must be a JSON object")
    return payload
