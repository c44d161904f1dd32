"""ServiceNow's rows, asked for with both values and display values, as the ports' own types. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from itsm.choices import STATES
from itsm.errors import Unavailable
from itsm.incident import Comment, Ticket
from itsm.marks import unmarked
from itsm.states import State

Row = Mapping[str, Any]
TICKET_FIELDS = [
    "sys_id", "number", "state", "active", "short_description", "description", "caller_id", "opened_at",
    "sys_created_on", "sys_updated_on", "sys_mod_count", "priority", "impact", "urgency", "category",
    "assignment_group", "assigned_to", "problem_id", "close_notes", "correlation_id", "comments",
]  # fmt: skip
_HEAD = re.compile(
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) - (.+) \((?:Additional comments|[^()]+)\)$", re.MULTILINE
)


def value(row: Row, field: str) -> str:
    """What is stored; "" when the field is missing."""
    cell = row.get(field, "")
    return str(cell.get("value") or "") if isinstance(cell, Mapping) else str(cell or "")


def shown(row: Row, field: str) -> str:
    """What a person sees; "" when the field is missing."""
    cell = row.get(field, "")
    return str(cell.get("display_value") or "") if isinstance(cell, Mapping) else str(cell or "")


def ticket(row: Row, *, comments: tuple[Comment, ...] = (), states: Mapping[str, State] = STATES) -> Ticket:
    """``states`` names the values of this instance. Raises Unavailable when it is no readable incident."""
    try:
        return _ticket(row, comments, states)
    except ValueError:
        raise Unavailable("an incident that cannot be read") from None


def _ticket(row: Row, comments: tuple[Comment, ...], states: Mapping[str, State]) -> Ticket:
    opened = value(row, "opened_at") or value(row, "sys_created_on")
    if not (value(row, "number") and value(row, "sys_id")):
        raise ValueError("an incident without a number")
    return Ticket(
        number=value(row, "number"),
        sys_id=value(row, "sys_id"),
        state=state_of(row, states),
        short_description=value(row, "short_description"),
        caller=value(row, "caller_id"),
        opened_at=moment(opened),
        updated_at=moment(value(row, "sys_updated_on") or opened),
        priority=int(value(row, "priority") or 5),
        assignment_group=shown(row, "assignment_group"),
        key=value(row, "correlation_id"),
        comments=comments,
        impact=int(value(row, "impact") or 3),
        urgency=int(value(row, "urgency") or 3),
        category=value(row, "category"),
        assigned_to=shown(row, "assigned_to"),
        problem=shown(row, "problem_id"),
        close_notes=value(row, "close_notes"),
        watchers=tuple(who for who in value(row, "watch_list").split(",") if who),
    )


def moment(text: str, zone: str = "UTC") -> datetime:
    """A time as ServiceNow writes it, in UTC. Raises ValueError."""
    local = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(timezone.utc)


def comments_of(journal: list[Row], names: Mapping[str, str]) -> tuple[Comment, ...]:
    """Rows of sys_journal_field, newest first; ``names`` are people's names by user name."""
    found = [
        Comment(
            moment(value(row, "sys_created_on")),
            names.get(value(row, "sys_created_by"), value(row, "sys_created_by")),
            *unmarked(value(row, "value")),
        )
        for row in journal
    ]
    return tuple(sorted(found, key=lambda comment: comment.at, reverse=True))


def comments_shown(text: str, zone: str) -> tuple[Comment, ...]:
    """Comments read from their displayed text, for accounts that may not read the journal table."""
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return tuple(
        Comment(moment(head.group(1), zone), head.group(2), *unmarked(text[head.end() : end].strip()))
        for head, end in zip(heads, ends, strict=False)
    )


def state_of(row: Row, states: Mapping[str, State] = STATES) -> State:
    """A state that only this company has counts as under way while the incident is active."""
    number = value(row, "state")
    return states.get(number) or ("in_progress" if value(row, "active") != "false" else "closed")
