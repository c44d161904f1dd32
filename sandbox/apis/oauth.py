"""``/oauth_token.do`` and ``/oauth_auth.do``: all four grants."""

from __future__ import annotations

import hmac
from html import escape
from urllib.parse import urlencode

from sanic import HTTPResponse, Request
from sanic.response import redirect

from sandbox import accounts
from sandbox.answers import as_json
from sandbox.instance import Instance
from sandbox.store import Row
from sandbox.tokens import ACCESS_SECONDS, Token

_FORM = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Sign in</title></head><body>"
    "<h1>{name} asks to act for you</h1><form method='post'>{hidden}"
    "<p><label>User name <input name='user_name' required></label></p>"
    "<p><label>Password <input name='user_password' type='password' required></label></p>"
    "<p><button>Allow</button></p></form></body></html>"
)


async def token(request: Request) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance
    form = {name: values[0] for name, values in (request.form or {}).items()}
    client = _client(request, instance, form)
    given = _granted(instance, client, form) if client else None
    if given is None:
        return _denied()
    left = max(0, int(given.expires - instance.tokens.clock()) - 1)
    body = {"access_token": given.access, "scope": "useraccount", "token_type": "Bearer", "expires_in": left}
    again = {"refresh_token": given.refresh} if form.get("grant_type") != "client_credentials" else {}
    return as_json({**body, **again}, headers={"Cache-Control": "no-store"})


async def authorize(request: Request) -> HTTPResponse:
    """Asks who it is, then sends the browser back with a code; a Basic header needs no form."""
    instance: Instance = request.app.ctx.instance
    asked = {name: values[0] for name, values in request.args.items()}
    form = {name: values[0] for name, values in (request.form or {}).items()}
    client = _entity(instance, asked.get("client_id", ""))
    where = asked.get("redirect_uri", "")
    if client is None or asked.get("response_type") != "code" or where not in _addresses(client, where):
        return as_json({"error": "invalid_request", "error_description": "unknown client or address"}, 400)
    pair = accounts.basic(request.headers.get("authorization", ""))
    name, password = pair or (form.get("user_name", ""), form.get("user_password", ""))
    if not accounts.signs_in(instance.store, name, password):
        page = _FORM.format(name=escape(client["name"]), hidden="")
        return HTTPResponse(page, content_type="text/html;charset=UTF-8")
    challenge = asked.get("code_challenge", "")
    code = instance.tokens.code(name, client["client_id"], where, challenge)
    state = {"state": asked["state"]} if "state" in asked else {}
    return redirect(f"{where}{'&' if '?' in where else '?'}{urlencode({'code': code, **state})}")


def _granted(instance: Instance, client: Row, form: dict[str, str]) -> Token | None:
    store, tokens, name = instance.store, instance.tokens, client["client_id"]
    lifespan = client["access_token_lifespan"]
    seconds = int(lifespan) if lifespan.isdecimal() and int(lifespan) else ACCESS_SECONDS
    match form.get("grant_type"):
        case "password" if store.property("glide.oauth.inbound.ropc.grant_type.disabled") != "true":
            user_name = form.get("username", "")
            known = accounts.signs_in(store, user_name, form.get("password", ""))
            return tokens.issue(user_name, name, seconds=seconds) if known else None
        case "client_credentials" if (
            store.property("glide.oauth.inbound.client.credential.grant_type.enabled", "true") == "true"
        ):
            row = store.get(store.tables["sys_user"], client["user"])
            return tokens.issue(row["user_name"], name, seconds=seconds) if row else None
        case "refresh_token":
            return tokens.refresh(form.get("refresh_token", ""), name, seconds=seconds)
        case "authorization_code":
            proof = form.get("code_verifier", "")
            where = form.get("redirect_uri", "")
            user = tokens.redeem(form.get("code", ""), client=name, redirect=where, verifier=proof)
            return tokens.issue(user, name, seconds=seconds) if user else None
    return None


def _client(request: Request, instance: Instance, form: dict[str, str]) -> Row | None:
    """The client's id and secret come in the form or, as oauthlib sends them, in a Basic header."""
    pair = accounts.basic(request.headers.get("authorization", ""))
    name, secret = pair or (form.get("client_id", ""), form.get("client_secret", ""))
    client = _entity(instance, name)
    known = client["client_secret"] if client else ""
    return client if hmac.compare_digest(known.encode(), accounts.hashed(secret).encode()) else None


def _entity(instance: Instance, client_id: str) -> Row | None:
    return instance.store.one(
        "SELECT * FROM oauth_entity WHERE client_id = ? AND active = 'true'", [client_id]
    )


def _addresses(client: Row, where: str) -> list[str]:
    """Where a code may be sent: the ones registered; when none is, only to this machine."""
    listed = [each.strip() for each in client["redirect_url"].split(",") if each.strip()]
    local = where.startswith(("http://127.0.0.1", "http://localhost"))
    return listed or ([where] if local else [])


def _denied() -> HTTPResponse:
    return as_json({"error_description": "access_denied", "error": "server_error"}, 401)
