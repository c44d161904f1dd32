"""What lies in the outbox for Slack: an event to post, a sentence to say, buttons to freeze."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.channels.slack.inbound import Address
from desk.core.events import Event
from desk.store import outbox

CHANNEL = "slack"
KIND = f"send:{CHANNEL}"


async def say(
    connection: AsyncConnection, address: Address, text: str, *, key: str, conversation: str, at: datetime
) -> None:
    """The desk's own words that are no event: why a message could not be taken. Once per ``key``."""
    await outbox.put(
        connection,
        kind=KIND,
        key=f"say:{key}"[:200],
        conversation=conversation or address.channel,
        payload={"say": text, "address": address.facts()},
        at=at,
    )


async def freeze(
    connection: AsyncConnection, channel: str, message: str, event: Event, button: str, at: datetime
) -> None:
    """Show what was chosen in place of the buttons of a message. The first choice stays."""
    await outbox.put(
        connection,
        kind=KIND,
        key=f"freeze:{channel}:{message}",
        conversation=event.conversation,
        payload={"seq": event.seq, "freeze": {"channel": channel, "ts": message, "button": button}},
        at=at,
    )
