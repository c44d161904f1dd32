"""Is every part well, and how much is going on: /health and /metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import httpx2 as httpx
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sanic import Blueprint, HTTPResponse, Request, json, text

from desk.core.conversation import Holder
from desk.parts import Parts, parts
from desk.store import conversations, log, outbox
from desk.store.database import Busy
from itsm.errors import ItsmError

blueprint = Blueprint("health")

_PATIENCE_SECONDS = 2.0


@blueprint.get("/health")
async def health(request: Request) -> HTTPResponse:
    """Every part's state. 503 only when the desk itself cannot work: without the bot it still can."""
    here = parts(request)
    names = ("database", "bot", "actions", "tickets")
    states = await asyncio.gather(
        _ok(here.desk.db.ping()),
        here.bot.healthy(),
        _answers(f"{here.settings.actions_url}/health"),
        _ok(here.directory.people(limit=1)),
    )
    shown = {name: "ok" if state else "down" for name, state in zip(names, states, strict=True)}
    word = "ok" if all(states) else "degraded" if states[0] else "down"
    return json({"status": word, "parts": shown}, status=200 if states[0] else 503)


@blueprint.get("/metrics")
async def metrics(request: Request) -> HTTPResponse:
    """Prometheus text: conversations by holder, events, outbox, open streams, time of the bot's turns."""
    registry = CollectorRegistry()
    await _fill(registry, parts(request))
    return text(generate_latest(registry).decode(), content_type="text/plain; version=0.0.4; charset=utf-8")


async def _fill(registry: CollectorRegistry, here: Parts) -> None:
    holders = Gauge("firstline_conversations", "Open conversations by holder", ["holder"], registry=registry)
    async with here.desk.db.read() as connection:
        held = await conversations.held(connection, Holder.BOT, Holder.QUEUE, Holder.AGENT)
        events = await log.last_position(connection)
        parcels = await outbox.counts(connection)
    for holder in (Holder.BOT, Holder.QUEUE, Holder.AGENT):
        holders.labels(holder.value).set(sum(c.holder is holder for c in held))
    Gauge("firstline_events", "Position of the newest event", registry=registry).set(events)
    Gauge("firstline_streams", "Open event streams", registry=registry).set(here.desk.live.streams)
    waiting = Gauge("firstline_outbox", "Parcels by kind and state", ["kind", "state"], registry=registry)
    for name, count in parcels.items():
        waiting.labels(*name.rsplit("/", 1)).set(count)


async def _ok(call: Awaitable[object]) -> bool:
    try:
        await asyncio.wait_for(call, _PATIENCE_SECONDS)
    except (Busy, ItsmError, TimeoutError):
        return False
    return True


async def _answers(url: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS, trust_env=False) as client:
            return (await client.get(url)).status_code == 200
    except httpx.HTTPError:
        return False
