"""Calls and complaints: kept in the transaction that logs them, moved by agents, told to the person.

A record is no incident: nothing of it reaches the ticket system.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core.conversation import Conversation
from desk.desk import Desk, fact, notice
from desk.reach import reached
from desk.store import conversations, records
from desk.store.records import Record
from desk.switchboard import AgentRef, NotFound
from standards.coverage import after
from wire.cards import Callback, Complaint
from wire.turn import TurnReply

MOVES = {
    "callback": {"accept": ("open", "taken"), "done": ("taken", "done"), "not_reached": ("taken", "open")},
    "complaint": {"acknowledge": ("open", "acknowledged"), "answer": ("acknowledged", "answered")},
}
"""What an agent may do, by kind of record: from which state to which."""


class Moved(Exception):
    """Somebody was quicker, or the record is not in a state for this."""


async def keep(desk: Desk, connection: AsyncConnection, c: Conversation, reply: TurnReply) -> None:
    """The records of a reply's cards; call it once for a turn, in the transaction that logs it."""
    for message in reply.messages:
        if isinstance(message.card, Callback):
            await _keep_call(desk, connection, c, message.card)
        elif isinstance(message.card, Complaint):
            await _keep_complaint(desk, connection, c, message.card)


async def _keep_call(desk: Desk, connection: AsyncConnection, c: Conversation, card: Callback) -> None:
    data = {"phone": card.phone, "reference": card.reference, **_who(c)}
    due = datetime.fromisoformat(card.when)
    number = await records.add(connection, "callback", c.id, owner="", due=due, at=desk.now(), data=data)
    await desk.append(connection, c, [fact("record_made", number=number, record="callback")])


async def _keep_complaint(desk: Desk, connection: AsyncConnection, c: Conversation, card: Complaint) -> None:
    """The owner is the queue of the complaint rule; the first promise is its acknowledgement."""
    standards = desk.standards()
    owner = standards.queue_for(standards.rule_for("complaint"), "complaint")
    due = _promised(desk, standards.timers.complaint_ack_h)
    number = await records.add(
        connection, "complaint", c.id, owner=owner.title, due=due, at=desk.now(),
        data={"text": card.text, **_who(c)},
    )  # fmt: skip
    said = notice(desk.words("complaint_filed", number=number), "complaint_filed", number=number)
    await desk.append(connection, c, [fact("record_made", number=number, record="complaint"), said])


def _who(c: Conversation) -> dict[str, object]:
    return {"name": str(c.person.get("name") or ""), "verified": bool(c.person.get("verified"))}


def _promised(desk: Desk, hours: float) -> datetime:
    standards = desk.standards()
    owner = standards.queue_for(standards.rule_for("complaint"), "complaint")
    return after(standards.coverage_of(owner.name), desk.now(), timedelta(hours=hours))


async def move(desk: Desk, number: str, step: str, agent: AgentRef, text: str = "") -> None:
    """An agent's step. Raises NotFound for an unknown record or step, Moved when it came too late."""
    async with desk.db.write() as connection:
        was = await records.get(connection, number)
        if was is None or step not in MOVES[was.kind]:
            raise NotFound(number)
        before, state = MOVES[was.kind][step]
        if was.state != before or (was.kind == "callback" and step != "accept" and was.owner != agent.name):
            raise Moved(number)
        state, changes = _change(desk, was, step, state, agent)
        if not await records.move(connection, was, state, **changes):
            raise Moved(number)
        told = await _tell(desk, connection, was, step, state, agent, text)
    await desk.published(told.id)


def _change(
    desk: Desk, was: Record, step: str, state: str, agent: AgentRef
) -> tuple[str, dict[str, object]]:
    """The state after this step and what else changes with it."""
    if step == "not_reached":
        tries = was.tries + 1
        over = tries >= desk.standards().timers.callback_tries
        return ("unreached" if over else state), {"tries": tries, "owner": ""}
    if step == "acknowledge":
        due = _promised(desk, desk.standards().timers.complaint_answer_h)
        return state, {"owner": agent.name, "due_at": due}
    return state, {"owner": agent.name}


async def _tell(
    desk: Desk, connection: AsyncConnection, was: Record, step: str, state: str, agent: AgentRef, text: str
) -> Conversation:
    """Log the step where the record was made, and tell the person what concerns them where they are now."""
    c = await conversations.must_get(connection, was.conversation)
    moved = fact("record_moved", number=was.number, step=step, state=state, agent=agent.id)
    await desk.append(connection, c, [moved])
    key = {"acknowledge": "complaint_acknowledged", "answer": "complaint_answered"}.get(step, "")
    if state == "unreached":
        key = "callback_not_reached"
    if not key:
        return c
    here = (await reached(desk, connection, c.person_id) if was.data["verified"] else None) or c
    words = {"number": was.number, "agent": agent.name, "text": text, "phone": was.data.get("phone", "")}
    said = notice(desk.words(key, **words), key, number=was.number)
    await desk.append(connection, here, [said])
    return here
