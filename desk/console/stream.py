"""One stream a page: the left column, the open conversation's lines, its buttons and its context.

Each frame is a fragment of HTML for one place of the page; htmx puts it there. A fragment is sent when it
differs from the one sent before. The stream is also the agent's sign of life.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from sanic import Request

from desk import alerts
from desk.console import views
from desk.console.door import leads
from desk.console.reading import Column, column, conversation, titles
from desk.pages import environment
from desk.parts import Parts
from desk.store import agents, conversations, log
from desk.store.database import Busy
from desk.switchboard import AgentRef

_HEARTBEAT_SECONDS = 15.0
# A busy desk wakes every console for every message: what comes within this time is drawn once.
_GATHER_SECONDS = 0.1


@dataclass
class Sent:
    """What the page has already."""

    after: int
    fragments: dict[str, str] = field(default_factory=dict)
    waiting: frozenset[str] | None = None

    def news(self, name: str, html: str) -> list[str]:
        if self.fragments.get(name) == html:
            return []
        self.fragments[name] = html
        return [frame(name, html)]


def frame(name: str, html: str, number: int | None = None) -> str:
    """An event; every line of its data needs its own prefix."""
    head = f"id: {number}\n" if number is not None else ""
    body = "\n".join(f"data: {line}" for line in html.splitlines() if line.strip()) or "data:"
    return f"{head}event: {name}\n{body}\n\n"


def fragment(template: str, **values: object) -> str:
    return environment().get_template(template).render(**values)


async def stream(request: Request, parts: Parts, agent: AgentRef, csrf: str, opened: str, after: int) -> None:
    """Write until the page goes away. ``opened`` is the conversation on the page, or empty."""
    watcher = parts.desk.live.watch()
    response = await request.respond(
        content_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    assert response is not None
    sent = Sent(after)
    try:
        await response.send("retry: 1000\n\n")
        while True:
            try:
                await here(parts, agent)
                for part in await _news(parts, agent, csrf, opened, sent):
                    await response.send(part)
            except Busy:
                pass  # the next look brings what this one could not
            for name, data in watcher.take():
                if name == "typing" and data.get("conversation") == opened and data.get("role") == "employee":
                    await response.send(frame("typing", "typing"))
            if not await watcher.wait(_HEARTBEAT_SECONDS):
                await response.send(": still here\n\n")
            else:
                await asyncio.sleep(_GATHER_SECONDS)
    finally:
        parts.desk.live.leave(watcher)


async def here(parts: Parts, agent: AgentRef) -> None:
    """The agent is at the console: seen now, and what they hold stays theirs. At most every few seconds."""
    now = parts.desk.now()
    async with parts.desk.db.read() as connection:
        known = await agents.get(connection, agent.id)
    if known and now - known.seen_at < timedelta(seconds=_HEARTBEAT_SECONDS * 2 / 3):
        return
    lease = now + timedelta(seconds=parts.desk.standards().timers.lease_s)
    async with parts.desk.db.write() as connection:
        await agents.seen(connection, agent.id, now)
        await conversations.extend_leases(connection, lease, agent.id)


async def _news(parts: Parts, agent: AgentRef, csrf: str, opened: str, sent: Sent) -> list[str]:
    async with parts.desk.db.read() as connection:
        left = await column(connection, parts.desk, agent.id)
        c = await conversation(connection, opened) if opened else None
        events = await log.events_of(connection, opened) if opened else []
        known = await alerts.listed(parts.desk, connection, parts.low_stock) if leads(parts, agent.id) else []
    found = sent.news("queue", fragment("_queue.html", column=left, opened=opened)) + _arrivals(left, sent)
    found += sent.news("alerts", fragment("_alert_count.html", alert_count=len(known)))
    if c is None:
        return found
    names = titles(parts.desk)
    for line in views.transcript([e for e in events if e.seq > sent.after], names):
        found.append(frame("line", fragment("_line.html", line=line, person=views.name_of(c)), line.seq))
    sent.after = max([sent.after, *(e.seq for e in events)])
    choices = {"queues": parts.desk.standards().queues, "resolutions": views.RESOLUTIONS}
    found += sent.news("actions", fragment("_actions.html", c=c, agent=agent, csrf=csrf, **choices))
    return found + sent.news("context", fragment("_context.html", context=views.context(c, events, names)))


def _arrivals(left: Column, sent: Sent) -> list[str]:
    """Said aloud once for each conversation that newly waits; what waited before the page came is no news."""
    now = frozenset(row.id for row in left.waiting)
    new = [row for row in left.waiting if sent.waiting is not None and row.id not in sent.waiting]
    sent.waiting = now
    return [frame("arrived", fragment("_arrived.html", row=row)) for row in new]
