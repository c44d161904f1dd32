"""The address a ticket system calls when a ticket changed: it makes the desk look at once, and nothing more.

What the call says is not believed, only that it came: its signature proves who called, for five minutes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime

import structlog
from sanic import Blueprint, HTTPResponse, Request, empty, json

from desk.parts import parts

blueprint = Blueprint("hooks", url_prefix="/hooks")

_FRESH_S = 300
_SECONDS = re.compile(r"[0-9]{1,12}")
slog = structlog.get_logger("desk.hooks")


@blueprint.post("/servicenow")
async def servicenow(request: Request) -> HTTPResponse:
    """204 when it was signed by the secret; 401 when not; 404 when no secret is set up."""
    here = parts(request)
    secret = here.settings.servicenow_hook_secret
    if secret is None:
        return json({"error": {"code": "not_found", "message": "No such page."}}, status=404)
    sent = request.headers.get("x-firstline-timestamp", "")
    signature = request.headers.get("x-firstline-signature", "")
    if not signed(secret.get_secret_value(), sent, request.body, signature, here.desk.now()):
        slog.warning("hook refused")
        return json({"error": {"code": "bad_signature", "message": "This was not signed."}}, status=401)
    for wanted in (here.desk.changes_wanted, here.desk.approvals_wanted, here.desk.requests_wanted):
        wanted.set()
    return empty(204)


def signed(secret: str, sent: str, body: bytes, signature: str, now: datetime) -> bool:
    """Whether ``signature`` is the HMAC-SHA256 of ``<sent>.<body>``, as base64 or hex, not older than
    five minutes. ``sent`` is in seconds since 1970."""
    if not _SECONDS.fullmatch(sent) or abs(now.timestamp() - int(sent)) > _FRESH_S:
        return False
    digest = hmac.new(secret.encode(), sent.encode() + b"." + body, hashlib.sha256).digest()
    right = (digest.hex(), base64.b64encode(digest).decode())
    given = signature.strip().encode("utf-8", "replace")
    return any(hmac.compare_digest(given, each.encode()) for each in right)
