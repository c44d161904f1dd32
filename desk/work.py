"""Work in ServiceNow that must happen exactly once, whoever does it: the bot's action or this outbox.

Both use the same key. The action does it first; what it could not finish, or what was confirmed in a
turn that broke, lies here until it is done, and then the person is told the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from desk import work_words
from desk.core.conversation import Conversation
from desk.core.events import NewEvent
from desk.desk import Desk, fact
from desk.filing import outcome_of
from desk.store import outbox
from wire.cards import Work
from wire.convert import from_json, to_json
from wire.keys import local_reference, work_key
from wire.turn import TurnReply

KIND = "work"

# An action that lost its connection may still be at it: the look-up by key must come after.
GRACE = timedelta(seconds=6)


async def promise(desk: Desk, connection: AsyncConnection, c: Conversation) -> None:
    """The confirming turn broke: the outbox takes the draft, the person gets an honest reference."""
    assert c.turn is not None
    assert c.draft is not None
    key = work_key(c.id, int(c.turn["last"]))
    work = from_json({**c.draft, "key": key, "state": "pending", "reference": local_reference(key)}, Work)
    now = desk.now()
    await outbox.put(
        connection, kind=KIND, key=key, conversation=c.id, payload=to_json(work), at=now, due=now + GRACE
    )
    said = work_words.on_its_way(desk, to_json(work))
    await desk.append(connection, c, [NewEvent("work", "desk", to_json(work)), said])
    desk.work_wanted.set()


async def settle_from_reply(
    desk: Desk, connection: AsyncConnection, c: Conversation, work: Work, *, shown: bool
) -> None:
    """A reply's work card: pending goes to the outbox; done settles what may be lying there."""
    now = desk.now()
    if work.state == "pending":
        # Only what was surely not done may be sent again soon.
        due = now + (timedelta(seconds=2) if work.reason == "Unavailable" else GRACE)
        await outbox.put(
            connection, kind=KIND, key=work.key, conversation=c.id, payload=to_json(work), at=now, due=due
        )
        desk.work_wanted.set()
    elif work.state == "done":
        result = {"number": work.number, "sys_id": work.sys_id}
        added = await outbox.put(
            connection,
            kind=KIND,
            key=work.key,
            conversation=c.id,
            payload=to_json(work),
            at=now,
            state="done",
            result=result,
        )
        waited = False if added else await outbox.settle(connection, work.key, "done", result)
        if not shown and (added or waited):
            await tell_number(desk, connection, c, to_json(work))


async def told_keys(connection: AsyncConnection, reply: TurnReply) -> frozenset[str]:
    """Keys of done work in this reply that the outbox finished, and told, before the reply came."""
    told = set()
    for message in reply.messages:
        if isinstance(message.card, Work) and message.card.state == "done":
            parcel = await outbox.get(connection, message.card.key)
            if parcel and parcel.state == "done":
                told.add(parcel.key)
    return frozenset(told)


async def tell_number(
    desk: Desk, connection: AsyncConnection, c: Conversation, card: Mapping[str, Any]
) -> None:
    """The person hears the number of the done card's work instead of the reference they have, or that
    their ticket is changed."""
    said, became = work_words.done(desk, card), outcome_of(str(card.get("operation", "")))
    outcome = fact("outcome", outcome=became, deflection="none", topic=c.topic, by="desk")
    await desk.append(connection, c, [said] if became in ("", c.outcome) else [said, outcome])
