"""What the Tickets port promises, kept by every implementation."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itsm.errors import Refused
from itsm.tickets import IncidentDraft

HOSTILE = [
    "",
    "INC",
    "INC0010001^ORnumberISNOTEMPTY",
    "INC0010001^NQactive=true",
    "INC0010001\n^EQ",
    "javascript:gs.getUserID()",
    "x^ORDERBYDESCnumber",
    "' OR 1=1 --",
    "a" * 32 + "^ORcaller_idISNOTEMPTY",
    "%",
    "\x00",
    "\ud800",
]
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.text(max_size=300) | st.sampled_from(HOSTILE)


async def test_an_opened_incident_reads_back_as_it_was_opened(bench, key):
    opened = await bench.tickets.open(bench.draft(impact=2, urgency=1), key=key)

    found = await bench.tickets.find(opened.number, caller=bench.ana.id)

    assert found == opened
    assert (found.state, found.priority, found.assignment_group) == ("new", 2, "Network Operations")
    assert (found.caller, found.key) == (bench.ana.id, key)
    assert found.short_description == "VPN client drops every few minutes"
    assert abs(found.opened_at - datetime.now(timezone.utc)) < timedelta(minutes=1)
    assert await bench.tickets.by_key(key) == opened


async def test_one_key_opens_one_incident_however_often(bench, key):
    first = await bench.tickets.open(bench.draft(), key=key)
    again = await bench.tickets.open(bench.draft(short_description="Another text"), key=key)

    assert again == first
    assert len(bench.kept(key)) == 1


async def test_twenty_opens_at_once_make_one_incident(bench, key):
    opened = await asyncio.gather(*(bench.tickets.open(bench.draft(), key=key) for _ in range(20)))

    assert len({ticket.number for ticket in opened}) == 1
    assert len(bench.kept(key)) == 1


async def test_different_keys_open_different_incidents(bench):
    keys = [str(uuid.uuid4()) for _ in range(8)]
    opened = await asyncio.gather(*(bench.tickets.open(bench.draft(), key=key) for key in keys))

    assert [ticket.key for ticket in opened] == keys
    assert len({ticket.number for ticket in opened}) == 8


async def test_nobody_else_reads_an_incident(bench, key):
    opened = await bench.tickets.open(bench.draft(), key=key)

    assert await bench.tickets.find(opened.number, caller=bench.ben.id) is None
    assert opened.number not in [ticket.number for ticket in await bench.tickets.list(caller=bench.ben.id)]


async def test_a_number_is_found_however_it_is_written(bench, key):
    opened = await bench.tickets.open(bench.draft(), key=key)

    assert await bench.tickets.find(f" {opened.number.lower()} ", caller=bench.ana.id) == opened


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_is_no_number_no_person_or_no_key_finds_nothing(bench, text):
    assert await bench.tickets.find(text, caller=bench.ana.id) is None
    assert await bench.tickets.find("INC0010001", caller=text) is None
    assert await bench.tickets.list(caller=text) == ()
    assert await bench.tickets.by_key(text) is None
    assert await bench.directory.person(text) is None


@quick
@given(text=texts)
async def test_no_text_reads_more_than_its_own(bench, text):
    assert await bench.tickets.find(text, caller=bench.ben.id) is None
    assert await bench.tickets.list(caller=text) == ()
    assert await bench.tickets.by_key(text) is None
    assert await bench.directory.person(text) is None


@quick
@given(short=texts, long=texts, group=texts, category=texts)
async def test_no_text_of_a_draft_changes_what_else_is_written(bench, short, long, group, category):
    key = str(uuid.uuid4())
    draft = bench.draft(short_description=short, description=long, assignment_group=group, category=category)

    opened = await bench.tickets.open(draft, key=key)

    assert (opened.key, opened.caller, opened.state, opened.priority) == (key, bench.ana.id, "new", 5)
    assert len(bench.kept(key)) == 1


async def test_own_incidents_come_newest_first_and_closed_ones_not(bench):
    opened = [await bench.tickets.open(bench.draft(), key=str(uuid.uuid4())) for _ in range(3)]
    bench.agent_closes(opened[1].number)

    mine = await bench.tickets.list(caller=bench.ana.id, limit=2)

    assert [ticket.number for ticket in mine] == [opened[2].number, opened[0].number]
    closed = await bench.tickets.find(opened[1].number, caller=bench.ana.id)
    assert closed is not None
    assert closed.state == "closed"


async def test_an_agents_comments_come_with_an_incident_newest_first(bench, key):
    opened = await bench.tickets.open(bench.draft(work_notes="not for the employee"), key=key)
    bench.agent_comments(opened.number, "Please restart the client.\n\nThen tell us.")
    bench.agent_comments(opened.number, "Did it help?")

    found = await bench.tickets.find(opened.number, caller=bench.ana.id)

    assert found is not None
    assert [c.text for c in found.comments] == ["Did it help?", "Please restart the client.\n\nThen tell us."]
    assert {c.by for c in found.comments} == {"System Administrator"}


async def test_a_long_heading_is_cut_at_a_word_and_kept_whole_in_the_description(bench, key):
    heading = "the VPN client stops working " * 10
    opened = await bench.tickets.open(bench.draft(short_description=heading), key=key)

    assert len(opened.short_description) <= 160
    assert opened.short_description.endswith(("client…", "stops…", "working…", "VPN…", "the…"))
    assert bench.kept(key)[0]["description"].startswith(heading.strip())


async def test_a_long_description_is_kept_whole_in_the_work_notes(bench, key):
    story = " ".join(f"word{number}" for number in range(1500))
    await bench.tickets.open(bench.draft(description=story), key=key)

    (kept,) = bench.kept(key)
    assert len(kept["description"]) <= 4000
    assert story in kept["work_notes"]


async def test_an_unknown_caller_is_refused_and_nothing_is_made(bench, key):
    with pytest.raises(Refused, match="caller_id"):
        await bench.tickets.open(bench.draft(caller="f" * 32), key=key)

    assert bench.kept(key) == []


async def test_an_unknown_group_leaves_the_incident_unassigned_and_is_named_in_the_work_notes(bench, key):
    opened = await bench.tickets.open(bench.draft(assignment_group="Moon Base^ORname=x"), key=key)

    assert opened.assignment_group == ""
    assert "Moon Base^ORname=x" in bench.kept(key)[0]["work_notes"]


async def test_people_are_found_by_id_and_listed_by_name(bench):
    people = await bench.directory.people()

    assert [person.name for person in people] == sorted(person.name for person in people)
    assert await bench.directory.person(bench.ben.id) == bench.ben
    assert bench.ben.groups
    assert not bench.ana.groups
    assert len(await bench.directory.people(limit=1)) == 1


def test_a_draft_survives_its_way_through_a_work_card():
    draft = IncidentDraft(caller="a" * 32, short_description="s", description="d", category="network")
    payload = {**vars(draft), "impact": "2", "added_later": 1}

    assert IncidentDraft.from_payload(payload) == IncidentDraft(**{**vars(draft), "impact": 2})


@pytest.mark.parametrize("payload", [{}, {"caller": "x"}, {"impact": "soon"}])
def test_a_payload_that_is_no_draft_is_a_value_error(payload):
    with pytest.raises(ValueError):
        IncidentDraft.from_payload(payload)
