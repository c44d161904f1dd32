"""What is due, given the time: reminders to those who wait, leases, silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from desk.core.conversation import Conversation, Holder


def unaccepted(c: Conversation, now: datetime, after: timedelta) -> bool:
    """Whether a queued person should hear again that nobody has come yet (every ``after``)."""
    if c.holder is not Holder.QUEUE or c.queued_at is None:
        return False
    return now - c.queued_at >= after * (c.reminded + 1)


def lease_lost(c: Conversation, now: datetime) -> bool:
    """Whether the agent has gone silent for longer than the lease."""
    return c.holder is Holder.AGENT and c.lease_until is not None and now > c.lease_until


def silent(c: Conversation, now: datetime, after: timedelta) -> bool:
    """Whether a conversation with the bot has been quiet for so long that it is over."""
    return c.holder is Holder.BOT and c.turn is None and now - c.updated_at >= after
