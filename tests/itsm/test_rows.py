"""Rows are looked at again: a query term the server did not understand returns everybody's."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timezone
from unittest.mock import MagicMock

import pytest

from itsm.errors import Unavailable
from itsm.servicenow import rows
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.once import Once
from itsm.servicenow.tickets import ServiceNowTickets
from itsm.tickets import IncidentDraft

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

    def seconds_left(self):
        return 4.0

    async def read(self, path, work, **more):
        return [OTHERS]


async def test_somebody_elses_row_is_nobodys():
    gate = OthersGate()
    directory = ServiceNowDirectory(gate)
    tickets = ServiceNowTickets(gate, directory, Once(gate, settle_s=0), own_ids=True, time_zone="UTC")

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


class ShorteningGate(OthersGate):
    """A server whose fields hold less than a stock one's, so that it keeps ten characters of each text."""

    def __init__(self) -> None:
        self.row: dict[str, str] = {}
        self.files: list[dict] = []

    async def read(self, path, work, **more):
        if path == "/attachment":
            return self.files
        if path == "/table/sys_user":
            return [{**OTHERS, "sys_id": "e" * 32}]
        return [self.row] if self.row else []

    async def write(self, path, work, **more):
        resource = MagicMock()
        work(resource)
        if path == "/attachment":
            self.files.append(
                {
                    "file_name": "full-text.txt",
                    "size_bytes": "15",
                    "table_sys_id": self.row["sys_id"],
                    "text": resource.request.call_args.kwargs["data"],
                }
            )
            return {}
        sent = resource.create.call_args.args[0]
        self.row = {**OTHERS, **sent, "description": sent["description"][:10]}
        return self.row


async def test_a_text_that_the_server_shortened_is_attached_whole_and_once():
    gate = ShorteningGate()
    tickets = ServiceNowTickets(
        gate, ServiceNowDirectory(gate), Once(gate, settle_s=0), own_ids=True, time_zone="UTC"
    )
    draft = IncidentDraft(
        caller="e" * 32, short_description="s", description="a long story", category="inquiry"
    )

    for _ in range(2):
        await tickets.open(draft, key="key-of-mine")

    assert [file["text"] for file in gate.files] == [b"s\n\na long story"]
