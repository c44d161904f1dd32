"""An approver's yes or no: asked with buttons, said by one of them, and put in the outbox as work.

The ticket system takes no rejection without a reason, so a no asks for it first: the approver's next message
is the reason, and no message for the bot.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core.conversation import Conversation, Holder
from desk.core.events import Event, NewEvent
from desk.desk import Desk, notice
from desk.store import asked as store
from desk.store import buttons, conversations, log, outbox
from desk.store.asked import OPEN, Asked
from desk.store.buttons import StoredButton
from desk.work import KIND
from itsm.catalogue import Verdict
from itsm.limits import clean
from wire.cards import Work
from wire.convert import to_json

PREFIX = "desk:approval:"
YES, NO, NO_REASON, LATER = (f"{PREFIX}{verb}:" for verb in ("yes", "no", "no_reason", "later"))
OPERATION = "approval.decide"
_LABELS = {
    YES: "label_approve",
    NO: "label_reject",
    NO_REASON: "label_no_reason",
    LATER: "label_decide_later",
}
_NAMESPACE = uuid.UUID("2f9f0f7a-5b0e-5c43-8f0f-0a6c4be5f1a2")
_PATIENCE = timedelta(minutes=30)
"""How long the next message is taken for the reason: later, it is about something else."""


async def pressed(desk: Desk, connection: AsyncConnection, c: Conversation, payload: str) -> None:
    """One of the buttons. What was asked of somebody else, or is decided, stays as it is."""
    verb, _, approval_id = payload.removeprefix(PREFIX).partition(":")
    asked = await store.get(connection, approval_id)
    if asked is None or asked.approver != c.person_id or c.person.get("verified") is not True:
        await _say(desk, connection, c, "approval_not_yours")
    elif asked.state not in OPEN:
        about = {"number": asked.number, "asked_by": asked.asked_by}
        await _say(desk, connection, c, f"approval_already_{asked.state}", **about)
    elif verb == "yes":
        await _decide(desk, connection, c, asked, "approved", "")
    elif verb == "no_reason":
        await _decide(desk, connection, c, asked, "rejected", desk.words("approval_no_reason"))
    elif verb == "no":
        await _ask_why(desk, connection, c, asked)
    else:
        await _leave_open(desk, connection, c, asked)


async def awaited(desk: Desk, connection: AsyncConnection, c: Conversation) -> Asked | None:
    """The no whose reason is asked for here, or was asked for in a conversation that is over."""
    asked = await store.awaiting_reason(connection, c.person_id)
    if asked is None or desk.now() - asked.at > _PATIENCE:
        return None
    there = await conversations.must_get(connection, asked.conversation)
    since = [e.kind for e in await log.events_of(connection, c.id) if e.at >= asked.at]
    here = there.id == c.id or there.holder is Holder.CLOSED
    # Whoever asks for a person goes on with what they want from them.
    return asked if here and "person_wanted" not in since else None


async def answered(
    desk: Desk,
    connection: AsyncConnection,
    c: Conversation,
    asked: Asked,
    event: Event,
    stored: StoredButton | None,
) -> bool:
    """Whether the message after the question was the reason. Whoever presses something else instead has not
    decided, and a picture is no reason."""
    if stored is None and event.data["text"]:
        reason = clean(str(event.data["text"])) or desk.words("approval_no_reason")
        await _decide(desk, connection, c, asked, "rejected", reason)
        return True
    if stored and not _is_about(asked, stored.payload):
        await _leave_open(desk, connection, c, asked)
    return False


async def offered(
    desk: Desk, connection: AsyncConnection, c: Conversation, approval_id: str, *meanings: str
) -> list[dict[str, str]]:
    """Buttons of these meanings, as channels may see them."""
    titled = [(desk.words(_LABELS[meaning]), f"{meaning}{approval_id}") for meaning in meanings]
    return await buttons.store(connection, c.id, titled)


def proposed(asked: Asked) -> NewEvent:
    """The work that a button does: in the log before anybody decides."""
    return NewEvent(
        "work", "desk", to_json(Work(OPERATION, "proposed", _payload(asked), number=asked.number))
    )


def key_of(approval_id: str, verdict: Verdict) -> str:
    """One key for each answer that an approval may get."""
    return str(uuid.uuid5(_NAMESPACE, f"{approval_id} {verdict}"))


async def _decide(
    desk: Desk, connection: AsyncConnection, c: Conversation, asked: Asked, verdict: Verdict, reason: str
) -> None:
    now, key = desk.now(), key_of(asked.id, verdict)
    # The ticket system looks again whether it was asked of whoever pressed.
    payload = {**_payload(asked), "approver": c.person_id, "verdict": verdict, "reason": reason}
    card = to_json(Work(OPERATION, "pending", payload, key, number=asked.number))
    if not await store.move(connection, asked, "sent", conversation=c.id, at=now):
        return
    await outbox.put(connection, kind=KIND, key=key, conversation=c.id, payload=card, at=now)
    await desk.append(connection, c, [NewEvent("work", "employee", card)])
    await _say(desk, connection, c, "approval_sent", number=asked.number, asked_by=asked.asked_by)
    desk.work_wanted.set()


async def _ask_why(desk: Desk, connection: AsyncConnection, c: Conversation, asked: Asked) -> None:
    await store.move(connection, asked, "why", conversation=c.id, at=desk.now())
    shown = await offered(desk, connection, c, asked.id, NO_REASON, LATER)
    said = notice(
        desk.words("approval_why", number=asked.number, asked_by=asked.asked_by), "approval_why", shown
    )
    await desk.append(connection, c, [said])


async def _leave_open(desk: Desk, connection: AsyncConnection, c: Conversation, asked: Asked) -> None:
    await store.move(connection, asked, "asked", conversation=c.id, at=desk.now())
    text = desk.words("approval_left_open", number=asked.number, asked_by=asked.asked_by)
    shown = await offered(desk, connection, c, asked.id, YES, NO)
    await desk.append(connection, c, [notice(text, "approval_left_open", shown, private=True)])


async def _say(desk: Desk, connection: AsyncConnection, c: Conversation, key: str, **values: str) -> None:
    await desk.append(connection, c, [notice(desk.words(key, **values), key, private=True)])


def _is_about(asked: Asked, payload: str) -> bool:
    return payload.startswith(PREFIX) and payload.endswith(f":{asked.id}")


def _payload(asked: Asked) -> dict[str, str]:
    title = f"{asked.asked_by}: {asked.about}"
    return {"approval": asked.id, "approver": asked.approver, "short_description": title}
