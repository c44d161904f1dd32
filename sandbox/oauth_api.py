"""``/oauth_token.do``: password, refresh and client-credentials grants."""

from __future__ import annotations

import hmac

from sanic import HTTPResponse, Request

from sandbox import accounts
from sandbox.door import Instance, as_json


async def token(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    form = {name: values[0] for name, values in (request.form or {}).items()}
    if not _client_known(request, form):
        return _denied()
    given = _granted(instance, form)
    if given is None:
        return _denied()
    left = max(0, int(given.expires - instance.tokens.clock()) - 1)
    body = {"access_token": given.access, "refresh_token": given.refresh, "scope": "useraccount"}
    return as_json(
        {**body, "token_type": "Bearer", "expires_in": left}, headers={"Cache-Control": "no-store"}
    )


def _granted(instance: Instance, form: dict[str, str]) -> accounts.Token | None:
    match form.get("grant_type"):
        case "password":
            user_name = form.get("username", "")
            known = accounts.signs_in(instance.store, user_name, form.get("password", ""))
            return instance.tokens.issue(user_name) if known else None
        case "client_credentials":
            return instance.tokens.issue(accounts.OAUTH_USER)
        case "refresh_token":
            return instance.tokens.refresh(form.get("refresh_token", ""))
    return None


def _client_known(request: Request, form: dict[str, str]) -> bool:
    """The client's id and secret come in the form or, as oauthlib sends them, in a Basic header."""
    pair = accounts.basic(request.headers.get("authorization", ""))
    client, secret = pair or (form.get("client_id", ""), form.get("client_secret", ""))
    known = accounts.OAUTH_CLIENTS.get(client)
    return known is not None and hmac.compare_digest(known.encode(), secret.encode())


def _denied() -> HTTPResponse:
    return as_json({"error_description": "access_denied", "error": "server_error"}, 401)
