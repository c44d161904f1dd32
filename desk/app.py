"""The Sanic app: blueprints, the guards in front of every request, start and stop."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine, Sequence
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic

from desk import errors
from desk.parts import Parts
from desk.security import harden, must_be_ours

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Called by servers, which prove themselves by a signature instead.
_SIGNED = ("/slack/", "/hooks/")


def create_app(
    parts: Parts,
    blueprints: Sequence[Blueprint],
    background: Sequence[Coroutine[Any, Any, None]],
    name: str = "desk",
) -> Sanic:
    """The app over ready-made parts. ``background`` runs from start to stop."""
    app = Sanic(name, configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=6 * 2**20,
        RESPONSE_TIMEOUT=120,
        KEEP_ALIVE_TIMEOUT=75,
        FALLBACK_ERROR_FORMAT="json",
        GRACEFUL_SHUTDOWN_TIMEOUT=5.0,
        ACCESS_LOG=False,
        AUTO_EXTEND=False,
        TOUCHUP=False,
    )
    app.ctx.parts = parts
    errors.install(app)
    for blueprint in blueprints:
        app.blueprint(blueprint)
    _guard(app, frozenset(parts.settings.public_origins))
    _life(app, parts, background)
    return app


def _guard(app: Sanic, allowed: frozenset[str]) -> None:
    @app.on_request
    async def before(request: Request) -> None:
        request.ctx.nonce = secrets.token_urlsafe(12)
        if request.method not in _SAFE and not request.path.startswith(_SIGNED):
            must_be_ours(request, allowed)

    @app.on_response
    async def after(request: Request, response: HTTPResponse) -> None:
        harden(response, getattr(request.ctx, "nonce", ""))


def _life(app: Sanic, parts: Parts, background: Sequence[Coroutine[Any, Any, None]]) -> None:
    tasks: list[asyncio.Task[None]] = []

    @app.after_server_start
    async def start(_app: Sanic) -> None:
        await parts.turns.resume()
        tasks.extend(asyncio.create_task(run) for run in background)

    @app.before_server_stop
    async def stop(_app: Sanic) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await parts.turns.stop()
        await parts.bot.close()

    @app.after_server_stop
    async def close(_app: Sanic) -> None:
        await parts.desk.db.close()
