"""How was it? The desk asks, once for the bot and once for an agent."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core import conversation as rules
from desk.core.conversation import Conversation, Holder
from desk.core.events import NewEvent
from desk.desk import Desk, fact, notice
from desk.store import buttons, conversations

RATE = "desk:rate:"


async def ask(desk: Desk, connection: AsyncConnection, c: Conversation, about: str, agent: str = "") -> None:
    """Ask, unless this conversation's survey about bot or agent was asked before."""
    if about in c.survey.split(","):
        return
    standards = desk.standards()
    pairs = [(choice.title, f"{RATE}{about}:{choice.id}") for choice in standards.survey("rating")]
    shown = await buttons.store(connection, c.id, pairs)
    key = f"survey_question_{about}"
    text = desk.words(key, agent=agent) if about == "agent" else desk.words(key)
    data = {"text": text, "key": key, "buttons": shown, "about": about, "holder": c.holder.value}
    fresh = await conversations.get(connection, c.id)
    assert fresh is not None
    await conversations.save(connection, fresh, replace(fresh, survey=f"{fresh.survey},{about}".strip(",")))
    await desk.append(connection, c, [NewEvent("survey_asked", "desk", data)])


async def rate(desk: Desk, connection: AsyncConnection, c: Conversation, payload: str) -> None:
    """Keep the rating; a solved conversation with the bot ends with it."""
    about, _, score = payload.removeprefix(RATE).partition(":")
    rating = NewEvent("survey", "employee", {"about": about, "score": score})
    if c.holder is Holder.BOT and c.outcome == "solved":
        c = await conversations.save(connection, c, rules.close(c, desk.now()))
    key = "survey_thanks_sorry" if score in {"1", "2"} else "survey_thanks"
    thanks = notice(desk.words(key), key, holder=c.holder.value)
    closed = [fact("closed", by="survey")] if c.holder is Holder.CLOSED and about == "bot" else []
    await desk.append(connection, c, [rating, *closed, thanks])
