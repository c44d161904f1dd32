"""A lead's word that something is down: it travels with every message until the lead ends it."""

from __future__ import annotations

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.desk import Desk
from desk.store import notices
from desk.store.notices import Published
from desk.switchboard import AgentRef, NotFound
from standards.model import Standards
from wire.turn import Notice

slog = structlog.get_logger("desk.notices")


class Incomplete(Exception):
    """There is no such topic, or nothing was written about it."""


async def publish(desk: Desk, topic: str, text: str, workaround: str, by: AgentRef) -> str:
    """In effect with the next turn of everybody; its number. Raises Incomplete, Busy."""
    if not text or topic not in {known.name for known in desk.standards().topics}:
        raise Incomplete(topic)
    async with desk.db.write() as connection:
        number = await notices.add(connection, topic, text, workaround, by=by.name, at=desk.now())
    slog.info("notice published", number=number, topic=topic, by=by.id)
    return number


async def end(desk: Desk, number: str, by: AgentRef, done: str = "") -> None:
    """Over with the next turn of everybody, and whoever had it hears so, with what was ``done`` about it.

    Raises NotFound when it is over or never was, Busy.
    """
    async with desk.db.write() as connection:
        ended = await notices.end(connection, number, by=by.name, at=desk.now(), done=done)
    if not ended:
        raise NotFound(number)
    desk.over_wanted.set()
    slog.info("notice ended", number=number, by=by.id)


async def current(connection: AsyncConnection, standards: Standards) -> list[Notice]:
    """What leads say now, the newest first, as it travels to the bot."""
    return [_travelling(found, standards) for found in await notices.in_effect(connection)]


def _travelling(published: Published, standards: Standards) -> Notice:
    text, titles = published.text, {topic.name: topic.title for topic in standards.topics}
    if published.workaround:
        text = standards.wording("notice_workaround", text=text, workaround=published.workaround)
    since = published.begun_at.isoformat()
    # A release may drop a topic while a notice about it is in effect.
    service = titles.get(published.topic, "")
    return Notice(published.number, service, text, "notice", since, topic=published.topic)
