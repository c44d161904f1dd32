"""The way down: a conversation's visible events as server-sent events, resumed by number."""

from __future__ import annotations

import json
from typing import Any

from sanic import Request

from desk.channels.web.view import shown
from desk.core.conversation import Holder
from desk.core.events import is_visible
from desk.desk import Desk
from desk.store import conversations, log
from desk.store.database import Busy

# A stream that is idle for RESPONSE_TIMEOUT is cut, by proxies sooner: a sign of life keeps it open.
_HEARTBEAT_SECONDS = 15.0


def after_of(request: Request) -> int:
    """The last number the page has: its Last-Event-ID, or ?after=. 0 for anything unreadable."""
    given = request.headers.get("last-event-id") or request.args.get("after") or "0"
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def frame(name: str, data: dict[str, Any], number: int | None = None) -> str:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"


async def stream(request: Request, desk: Desk, conversation: str, after: int) -> None:
    """Write until the page goes away."""
    watcher = desk.live.watch(conversation)
    response = await request.respond(
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
    assert response is not None
    try:
        await response.send("retry: 1000\n\n")
        place: tuple[str, int] | None = None
        while True:
            events, where = await _news(desk, conversation, after) if watcher.take_news() else ([], place)
            for event in events:
                after = event.seq
                if is_visible(event):
                    await response.send(frame("message", shown(event), event.seq))
            if where and where != place:
                await response.send(frame("status", {"holder": where[0], "place": where[1]}))
                place = where
            for name, data in watcher.take():
                await response.send(frame(name, data))
            if not await watcher.wait(_HEARTBEAT_SECONDS):
                await response.send(": still here\n\n")
                watcher.news = True  # another process may have written
    finally:
        desk.live.leave(watcher, conversation)


async def _news(desk: Desk, conversation: str, after: int) -> tuple[list[Any], tuple[str, int] | None]:
    try:
        return await _read(desk, conversation, after)
    except Busy:
        return [], None


async def _read(desk: Desk, conversation: str, after: int) -> tuple[list[Any], tuple[str, int] | None]:
    async with desk.db.read() as connection:
        events = await log.events_of(connection, conversation, after)
        c = await conversations.get(connection, conversation)
        if c is None:
            return events, None
        place = 0
        if c.holder is Holder.QUEUE:
            waiting = [w for w in await conversations.held(connection, Holder.QUEUE) if w.queue == c.queue]
            order = sorted(waiting, key=lambda w: (w.queued_at or w.updated_at, w.id))
            place = [w.id for w in order].index(c.id) + 1 if c.id in [w.id for w in order] else 0
        return events, (c.holder.value, place)
