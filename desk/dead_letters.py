"""Work that the ticket system refused: seen by a lead, mended, and sent again with the same key."""

from __future__ import annotations

from typing import Any

from desk.desk import Desk, fact
from desk.store import conversations, outbox
from desk.store.outbox import Parcel
from desk.work import KIND

MENDABLE = (
    "caller", "short_description", "description", "category", "subcategory", "impact", "urgency",
    "assignment_group", "contact_type", "work_notes", "text",
)  # fmt: skip


class NotDead(Exception):
    """No such dead letter: sent again already, or never there."""


async def listed(desk: Desk) -> list[Parcel]:
    """The dead letters, oldest first. ``result["why"]`` is the ticket system's reason."""
    async with desk.db.read() as connection:
        return await outbox.dead(connection, KIND)


async def send_again(desk: Desk, key: str, mended: dict[str, str], by: str) -> None:
    """Put it back with what ``mended`` changes of its draft. Raises NotDead.

    The key stays: should the first try have been done after all, it is found and not done again.
    """
    async with desk.db.write() as connection:
        parcel = await outbox.get(connection, key)
        if parcel is None or parcel.state != "dead":
            raise NotDead(key)
        payload = _mended(parcel.payload, mended)
        await outbox.revive(connection, key, payload, desk.now())
        c = await conversations.get(connection, parcel.conversation)
        if c is not None:
            changed = sorted(name for name in mended if name in MENDABLE)
            await desk.append(connection, c, [fact("work_resent", key=key, by=by, changed=changed)])
    desk.work_wanted.set()


def _mended(payload: dict[str, Any], mended: dict[str, str]) -> dict[str, Any]:
    draft = dict(payload.get("payload") or {})
    draft |= {name: text for name, text in mended.items() if name in MENDABLE and name in draft}
    return {**payload, "payload": draft, "state": "pending", "told_refused": True}
