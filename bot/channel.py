"""The door the desk knocks at: ``POST /webhooks/desk/turn``, TurnRequest in, TurnReply out.

Stock channels answer 200 with nothing when anything broke; this one says which of six things happened.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as answer

from bot.said import Unknown
from bot.turns import Turns
from wire.convert import Malformed, from_json, to_json
from wire.turn import TurnRequest

LONGEST = 64 * 1024  # bytes of a request; a person's message is a fraction of it
HEADER = "X-Firstline-Secret"
log = logging.getLogger("bot.channel")


class DeskChannel(InputChannel):
    """Named in credentials.yml with the secret. The turns come from the app: ``app.ctx.turns``."""

    @classmethod
    def name(cls) -> str:
        return "desk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> DeskChannel:
        secret = (credentials or {}).get("secret")
        if not secret:
            cls.raise_missing_credentials_exception()
        return cls(str(secret))

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The route. Rasa's ``on_new_message`` is not used: it returns nothing and hides failures."""
        routes = Blueprint("desk_channel")

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not self._knows(request):
                return error(401, "unauthorized", f"the {HEADER} header is wrong or missing")
            if len(request.body) > LONGEST:
                return error(413, "too_large", f"a turn has at most {LONGEST} bytes")
            turns = getattr(request.app.ctx, "turns", None)
            if turns is None:
                return error(503, "no_model", "no model is loaded")
            return await _answered(request.body, turns)

        return routes

    def _knows(self, request: Request) -> bool:
        given = request.headers.get(HEADER, "")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret)


async def _answered(body: bytes, turns: Turns) -> HTTPResponse:
    try:
        request = _request(body)
    except (ValueError, RecursionError) as malformed:
        return error(400, "malformed", str(malformed)[:300])
    try:
        return answer(to_json(await turns.take(request)))
    except Unknown as unknown:
        return error(400, "malformed", str(unknown)[:300])
    except Exception as failure:  # the gate: policies, actions and the database raise what they like
        text = f"{type(failure).__name__}: {failure}" if _is_ours(failure) else type(failure).__name__
        log.error("turn failed: %s", text)
        return error(502, "turn_failed", text)


def _request(body: bytes) -> TurnRequest:
    request = from_json(json.loads(body), TurnRequest)
    if not request.id or not request.conversation:
        raise Malformed("TurnRequest: id and conversation may not be empty")
    return request


def _is_ours(failure: Exception) -> bool:
    """Whether the text is ours and so free of people's words."""
    return type(failure).__module__ == "bot.loud"


def error(status: int, code: str, message: str) -> HTTPResponse:
    return answer({"error": {"code": code, "message": message}}, status=status)
