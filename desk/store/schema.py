"""The tables. Migrations in store/migrations build the same; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows only for the type INTEGER; PostgreSQL wants room for more.
BigKey = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite forgets time zones, so they are put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


conversation = sa.Table(
    "conversation",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("person_id", sa.String(80), nullable=False, index=True),
    sa.Column("person", sa.JSON, nullable=False),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("address", sa.JSON, nullable=False),
    sa.Column("address_key", sa.String(200), nullable=False, index=True),
    sa.Column("time_zone", sa.String(60), nullable=False),
    sa.Column("holder", sa.String(10), nullable=False, index=True),
    sa.Column("agent", sa.String(80), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("last_seq", sa.Integer, nullable=False),
    sa.Column("handled_seq", sa.Integer, nullable=False),
    sa.Column("awaiting", sa.Boolean, nullable=False),
    sa.Column("turn", sa.JSON),
    sa.Column("handoff", sa.JSON),
    sa.Column("draft", sa.JSON),
    sa.Column("queue", sa.String(60), nullable=False),
    sa.Column("topic", sa.String(60), nullable=False),
    sa.Column("queued_at", UtcTime),
    sa.Column("reminded", sa.Integer, nullable=False),
    sa.Column("lease_until", UtcTime),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("deflection", sa.String(20), nullable=False),
    sa.Column("survey", sa.String(20), nullable=False),
    sa.Column("opened_at", UtcTime, nullable=False),
    sa.Column("updated_at", UtcTime, nullable=False),
    sa.Column("closed_at", UtcTime),
)

event = sa.Table(
    "event",
    metadata,
    sa.Column("position", BigKey, primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.String(36), sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("role", sa.String(10), nullable=False),
    sa.Column("author", sa.String(80), nullable=False),
    sa.Column("author_name", sa.String(120), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.UniqueConstraint("conversation", "seq", name="uq_event_conversation_seq"),
    sqlite_autoincrement=True,
)

# Every message from outside, once per (channel, external id): the constraint decides, not a lock.
inbound = sa.Table(
    "inbound",
    metadata,
    sa.Column("channel", sa.String(20), primary_key=True),
    sa.Column("external_id", sa.String(200), primary_key=True),
    sa.Column("conversation", sa.String(36), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
)

button = sa.Table(
    "button",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("conversation", sa.String(36), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", BigKey, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("key", sa.String(200), nullable=False, unique=True),
    sa.Column("conversation", sa.String(36), nullable=False, index=True),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", UtcTime, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("result", sa.JSON),
    sqlite_autoincrement=True,
)

agent = sa.Table(
    "agent",
    metadata,
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("queues", sa.JSON, nullable=False),
    sa.Column("signed_in", sa.Boolean, nullable=False),
    sa.Column("seen_at", UtcTime, nullable=False),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(10), nullable=False),
    sa.Column("person", sa.JSON, nullable=False),
    sa.Column("csrf", sa.String(64), nullable=False),
    sa.Column("expires_at", UtcTime, nullable=False),
)

# What each person has been told of a ticket or a request, so that nothing is told twice.
told_ticket = sa.Table(
    "told_ticket",
    metadata,
    sa.Column("sys_id", sa.String(32), primary_key=True),
    sa.Column("number", sa.String(40), nullable=False),
    sa.Column("known", sa.JSON, nullable=False),
)

read_until = sa.Table(
    "read_until",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("cursor", sa.JSON, nullable=False),
)

# Calls to make and complaints to answer: the desk's own records, never incidents.
record = sa.Table(
    "record",
    metadata,
    sa.Column("number", sa.String(20), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("conversation", sa.String(36), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("owner", sa.String(120), nullable=False),
    sa.Column("due_at", UtcTime, nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
)

# What leads say is down, beside what the ticket system says.
lead_notice = sa.Table(
    "lead_notice",
    metadata,
    sa.Column("number", sa.String(20), primary_key=True),
    sa.Column("topic", sa.String(60), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("workaround", sa.Text, nullable=False),
    sa.Column("by", sa.String(120), nullable=False),
    sa.Column("begun_at", UtcTime, nullable=False),
    sa.Column("ended_by", sa.String(120), nullable=False),
    sa.Column("ended_at", UtcTime, nullable=True),
    sa.Column("done", sa.Text, nullable=False, server_default=""),
)

# Who has what is down, each person once: nobody is told twice that it is over.
affected = sa.Table(
    "affected",
    metadata,
    sa.Column("outage", sa.String(80), primary_key=True),
    sa.Column("person_id", sa.String(80), primary_key=True),
    sa.Column("conversation", sa.String(36), nullable=False),
    sa.Column("number", sa.String(40), nullable=False),
    sa.Column("topic", sa.String(60), nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("flow", sa.String(60), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("told_at", UtcTime, nullable=True, index=True),
)

# Approvals that somebody was told of in chat, each once, and how far their answer is.
asked_approval = sa.Table(
    "asked_approval",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("approver", sa.String(80), nullable=False, index=True),
    sa.Column("conversation", sa.String(36), nullable=False),
    sa.Column("number", sa.String(40), nullable=False),
    sa.Column("asked_by", sa.String(120), nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)

attachment = sa.Table(
    "attachment",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("conversation", sa.String(36), nullable=False, index=True),
    sa.Column("media_type", sa.String(40), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)
