"""Rows are looked at again: a query term the server did not understand returns everybody's."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timezone

import pytest

from itsm.errors import Unavailable
from itsm.servicenow import rows
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.tickets import ServiceNowTickets

OTHERS = {
    "sys_id": "c" * 32,
    "number": "INC0010007",
    "state": {"value": "2", "display_value": "In Progress"},
    "active": "true",
    "caller_id": {"value": "d" * 32, "display_value": "Somebody Else"},
    "correlation_id": "somebody-elses",
    "opened_at": "2026-11-02 08:00:00",
    "sys_updated_on": "2026-11-02 09:00:00",
    "priority": "3",
    "name": "Other Group",
    "user_name": "other",
}


class OthersGate:
    """Answers every read with somebody else's row."""

    @contextmanager
    def budget(self):
        yield

    async def read(self, path, work):
        return [OTHERS]


async def test_somebody_elses_row_is_nobodys():
    gate = OthersGate()
    directory = ServiceNowDirectory(gate)
    tickets = ServiceNowTickets(gate, directory, own_ids=True, time_zone="UTC")

    assert await tickets.by_key("my-own-key-1") is None
    assert await tickets.find("INC0010008", caller="d" * 32) is None
    assert await tickets.find("INC0010007", caller="e" * 32) is None
    assert await tickets.list(caller="e" * 32) == ()
    assert await directory.person("e" * 32) is None
    assert await directory.is_known("e" * 32) is False
    assert await directory.group_id("Network Operations") is None


@pytest.mark.parametrize(
    ("state", "active", "name"),
    [
        ("1", "true", "new"),
        ("3", "true", "on_hold"),
        ("6", "true", "resolved"),
        ("8", "false", "canceled"),
        ("-5", "true", "in_progress"),
        ("42", "false", "closed"),
    ],
)
def test_states_have_the_ports_names(state, active, name):
    assert rows.ticket({**OTHERS, "state": state, "active": active}).state == name


@pytest.mark.parametrize("missing", ["number", "sys_id", "opened_at"])
def test_a_row_without_what_every_incident_has_is_no_answer(missing):
    with pytest.raises(Unavailable):
        rows.ticket({**OTHERS, missing: ""})


def test_displayed_comments_are_read_with_their_writers_and_times():
    text = (
        "2026-11-02 09:30:00 - Ada Conti (Additional comments)\nSecond.\n\nWith a gap.\n\n"
        "2026-11-02 08:00:00 - Bob (contractor) Li (Additional comments)\nFirst.\n\n"
    )
    second, first = rows.comments_shown(text, "Europe/Rome")

    assert (second.by, second.text) == ("Ada Conti", "Second.\n\nWith a gap.")
    assert (first.by, first.text) == ("Bob (contractor) Li", "First.")
    assert second.at == datetime(2026, 11, 2, 8, 30, tzinfo=timezone.utc)
    assert rows.comments_shown("", "UTC") == ()
