"""The cookie that remembers a session."""

from __future__ import annotations

from sanic import HTTPResponse

from desk.parts import Parts


def set_cookie(response: HTTPResponse, name: str, secret: str, here: Parts) -> None:
    """HttpOnly, SameSite, and Secure everywhere but in the demo on loopback."""
    response.add_cookie(
        name,
        secret,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=not here.settings.demo_sign_in,
        max_age=12 * 3600,
    )
