"""The one place where an exception becomes an answer: a code, words, and never what was sent."""

from __future__ import annotations

import uuid

import structlog
from sanic import HTTPResponse, Request, Sanic, json
from sanic.exceptions import SanicException

from desk.channels.web.bodies import BadBody
from desk.channels.web.pictures import MOST_BYTES
from desk.core.conversation import Ended, NotAllowed
from desk.identity import NotSignedIn
from desk.intake import MOST_CHARACTERS, Refused
from desk.parts import parts
from desk.security import Forbidden, TooMany
from desk.store.conversations import Conflict
from desk.store.database import Busy
from desk.switchboard import NotFound

_STATUS = {
    "message_too_long": 413,
    "attachment_too_large": 413,
    "attachment_type_refused": 415,
    "button_unknown": 404,
}

slog = structlog.get_logger("desk.http")


def install(app: Sanic) -> None:
    """Answer our own exceptions with their codes, sanic's with theirs, all others with an id."""

    @app.exception(BadBody)
    async def bad_body(_request: Request, error: BadBody) -> HTTPResponse:
        return _answer(400, "malformed", str(error))

    @app.exception(NotSignedIn)
    async def not_signed_in(request: Request, _error: NotSignedIn) -> HTTPResponse:
        return _answer(401, "not_signed_in", _words(request, "sign_in_refused"))

    @app.exception(Forbidden)
    async def forbidden(_request: Request, error: Forbidden) -> HTTPResponse:
        return _answer(403, "forbidden", str(error))

    @app.exception(NotFound)
    async def not_found(_request: Request, _error: NotFound) -> HTTPResponse:
        return _answer(404, "not_found", "There is no such thing here.")

    @app.exception(Refused)
    async def refused(request: Request, error: Refused) -> HTTPResponse:
        text = _words(request, error.key, most=MOST_CHARACTERS, most_mb=MOST_BYTES // 2**20)
        return _answer(_STATUS.get(error.key, 422), error.key, text)

    @app.exception(Ended)
    async def ended(request: Request, _error: Ended) -> HTTPResponse:
        return _answer(409, "closed", _words(request, "conversation_over"))

    @app.exception(NotAllowed, Conflict)
    async def not_allowed(_request: Request, error: Exception) -> HTTPResponse:
        return _answer(409, "not_allowed", str(error))

    @app.exception(TooMany)
    async def too_many(request: Request, error: TooMany) -> HTTPResponse:
        response = _answer(429, "rate_limited", _words(request, "rate_limited", seconds=error.seconds))
        response.headers["Retry-After"] = str(error.seconds)
        return response

    @app.exception(Busy)
    async def busy(_request: Request, _error: Busy) -> HTTPResponse:
        response = _answer(503, "busy", "The desk is busy. Nothing is lost; please try again.")
        response.headers["Retry-After"] = "2"
        return response

    @app.exception(SanicException)
    async def sanic_error(_request: Request, error: SanicException) -> HTTPResponse:
        return _answer(
            error.status_code, "refused", _PLAIN.get(error.status_code, "That request was refused.")
        )

    @app.exception(Exception)
    async def anything(request: Request, error: Exception) -> HTTPResponse:
        reference = uuid.uuid4().hex[:8]
        # The traceback names lines of ours, never what was sent.
        slog.error("request broke", reference=reference, path=request.path, exc_info=error)
        return _answer(500, "broken", f"Something went wrong here. Reference {reference}.")


_PLAIN = {
    404: "There is no such page.",
    405: "That method is not for this page.",
    413: "That is too large.",
    400: "That request could not be read.",
}


def _words(request: Request, key: str, **values: object) -> str:
    return parts(request).desk.words(key, **values)


def _answer(status: int, code: str, message: str) -> HTTPResponse:
    return json({"error": {"code": code, "message": message}}, status=status)
