"""Whoever has what is known to be down: linked to it in the transaction that logs the bot's answer.

Nobody's incident is opened for it. The agents of the incident that is worked on read who else has it.
"""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core.conversation import Conversation
from desk.desk import Desk
from desk.store import affected, outbox
from desk.store.affected import Link
from wire.cards import Affected
from wire.turn import TurnReply

OPERATION = "outage.affected"
_NAMESPACE = uuid.UUID("5b0f2a34-0c1d-5a86-9a0e-0d6f2c7f7e11")


async def keep(desk: Desk, connection: AsyncConnection, c: Conversation, reply: TurnReply) -> None:
    """The links of a reply's cards; call it once for a turn, in the transaction that logs it."""
    for message in reply.messages:
        if isinstance(message.card, Affected):
            await _link(desk, connection, c, message.card)


async def _link(desk: Desk, connection: AsyncConnection, c: Conversation, card: Affected) -> None:
    link = Link(
        outage=card.outage,
        person_id=c.person_id,
        conversation=c.id,
        number=card.number,
        topic=card.topic,
        about=card.about,
        flow=card.flow,
        at=desk.now(),
    )
    if await affected.add(connection, link) and card.number and c.person.get("verified"):
        await _note(desk, connection, c, link)


async def _note(desk: Desk, connection: AsyncConnection, c: Conversation, link: Link) -> None:
    """The ticket system may be slow or away: the outbox writes it, and nobody waits."""
    text = desk.words("affected_note", name=str(c.person.get("name") or c.person_id))
    payload = {"operation": OPERATION, "incident": link.number, "text": text}
    key = str(uuid.uuid5(_NAMESPACE, f"{link.outage} {link.person_id}"))
    await outbox.put(connection, kind="work", key=key, conversation=c.id, payload=payload, at=desk.now())
    desk.work_wanted.set()
