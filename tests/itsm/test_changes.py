"""What changed after a cursor: everything, in order, none twice, also within one second."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsm.cursor import Change, Cursor
from itsm.memory import MemoryChanges, MemoryTickets
from itsm.servicenow import connect

AT = datetime(2026, 11, 2, 8, 0, tzinfo=timezone.utc)


@pytest.fixture
async def changes(bench):
    if not bench.practice:
        assert isinstance(bench.tickets, MemoryTickets)
        yield MemoryChanges(bench.tickets)
        return
    servicenow = connect(bench.practice.settings())
    yield servicenow.changes
    servicenow.close()


async def _from_now(changes) -> Cursor:
    """A cursor after everything that other tests did."""
    cursor = Cursor(datetime.now(timezone.utc).replace(microsecond=0))
    while True:
        tickets, cursor = await changes.since(cursor)
        if not tickets:
            return cursor


async def test_each_change_is_given_once_and_in_order(bench, changes):
    cursor = await _from_now(changes)
    opened = [await bench.tickets.open(bench.draft(), key=str(uuid.uuid4())) for _ in range(3)]
    first, cursor = await changes.since(cursor)
    nothing, cursor = await changes.since(cursor)
    bench.agent_comments(opened[1].number, "Which version?")
    second, cursor = await changes.since(cursor)
    bench.agent_comments(opened[1].number, "And which system?")
    bench.agent_closes(opened[0].number)
    third, cursor = await changes.since(Cursor.from_json(cursor.to_json()))

    assert {ticket.number for ticket in first} == {ticket.number for ticket in opened}
    assert nothing == ()
    assert [(t.number, [c.text for c in t.comments]) for t in second] == [
        (opened[1].number, ["Which version?"])
    ]
    assert {t.number: t.state for t in third} == {opened[1].number: "new", opened[0].number: "closed"}
    assert (await changes.since(cursor))[0] == ()


async def test_a_page_smaller_than_what_changed_loses_nothing(bench, changes):
    cursor = await _from_now(changes)
    opened = [await bench.tickets.open(bench.draft(), key=str(uuid.uuid4())) for _ in range(7)]
    found = []
    for _ in range(5):
        page, cursor = await changes.since(cursor, limit=2)
        found += [ticket.number for ticket in page]

    assert sorted(found) == sorted(ticket.number for ticket in opened)


async def test_a_ticket_that_somebody_else_opened_is_nobodys_news(bench, changes):
    if not bench.practice:
        pytest.skip("memory has none that others opened")
    cursor = await _from_now(changes)
    row = {"caller_id": bench.ana.id, "short_description": "by phone"}
    bench.practice.call("POST", "/api/now/table/incident", json=row)

    assert (await changes.since(cursor))[0] == ()


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=60), st.integers(1, 7))
def test_no_change_is_lost_or_given_twice_whatever_the_seconds(moves, page):
    """``moves``: which row changes, and how many seconds pass before it does."""
    cursor, counts, now, given_out, rows = Cursor(AT), {}, AT, [], {}
    for row, pause in moves:
        now += timedelta(seconds=pause)
        counts[row] = counts.get(row, 0) + 1
        rows[row] = Change(str(row), now, counts[row])
        # A reader that comes now and then sees each row as it is, in pages.
        seen = sorted((c for c in rows.values() if cursor.is_new(c)), key=lambda c: (c.at, c.id))[:page]
        cursor = Cursor.from_json(cursor.after(seen).to_json())
        given_out += seen

    assert len(given_out) == len(set(given_out))
    assert set(given_out) | {c for c in rows.values() if cursor.is_new(c)} >= set(rows.values())
