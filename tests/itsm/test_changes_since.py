"""What a person may do to their own incident: once per key, and only where its state allows."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from itsm.errors import IllegalMove, NotFound, Refused
from itsm.tickets import ENDINGS, Edit, File


def _key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
async def opened(bench, key):
    return await bench.tickets.open(bench.draft(), key=key)


async def test_a_comment_is_read_back_by_the_person_without_its_mark(bench, opened):
    key = _key()
    await bench.tickets.comment(opened.number, "It also fails at home.", caller=bench.ana.id, key=key)

    found = await bench.tickets.find(opened.number, caller=bench.ana.id)

    assert [(said.text, said.key) for said in found.comments] == [("It also fails at home.", key)]


async def test_one_key_comments_once_however_often_and_however_many_at_once(bench, opened):
    key = _key()
    for _ in range(2):
        await asyncio.gather(
            *(bench.tickets.comment(opened.number, "Again?", caller=bench.ana.id, key=key) for _ in range(5))
        )

    found = await bench.tickets.find(opened.number, caller=bench.ana.id)

    assert [said.text for said in found.comments] == ["Again?"]


async def test_a_work_note_is_not_for_the_person(bench, opened):
    await bench.tickets.work_note(opened.number, "Only for agents", caller=bench.ana.id, key=_key())

    found = await bench.tickets.find(opened.number, caller=bench.ana.id)

    assert found.comments == ()
    assert "Only for agents" in bench.kept(opened.key)[0]["work_notes"]


async def test_an_incident_is_resolved_reopened_and_canceled(bench, opened):
    mine = {"caller": bench.ana.id}
    resolved = await bench.tickets.resolve(
        opened.number, ending="by_caller", notes="It works again.", key=_key(), **mine
    )
    reopened = await bench.tickets.reopen(opened.number, reason="It came back.", key=_key(), **mine)
    canceled = await bench.tickets.cancel(opened.number, reason="I got a new laptop.", key=_key(), **mine)

    assert [t.state for t in (resolved, reopened, canceled)] == ["resolved", "in_progress", "canceled"]
    assert resolved.close_notes == "It works again."
    said = await bench.tickets.find(opened.number, **mine)
    assert [c.text for c in said.comments] == ["I got a new laptop.", "It came back.", "It works again."]


@pytest.mark.parametrize("ending", ENDINGS)
async def test_every_ending_has_a_close_code(bench, opened, ending):
    done = await bench.tickets.resolve(
        opened.number, ending=ending, notes="so it is", caller=bench.ana.id, key=_key()
    )

    assert done.state == "resolved"


async def test_the_key_that_resolved_it_resolves_it_no_second_time_after_it_was_reopened(bench, opened):
    resolving, mine = _key(), {"caller": bench.ana.id}
    await bench.tickets.resolve(opened.number, ending="solved", notes="ok", key=resolving, **mine)
    await bench.tickets.reopen(opened.number, reason="no", key=_key(), **mine)

    again = await bench.tickets.resolve(opened.number, ending="solved", notes="ok", key=resolving, **mine)

    assert again.state == "in_progress"


async def test_what_a_state_does_not_allow_is_refused_and_nothing_is_sent(bench, opened):
    mine = {"caller": bench.ana.id}
    with pytest.raises(IllegalMove):
        await bench.tickets.reopen(opened.number, reason="now", key=_key(), **mine)
    bench.agent_closes(opened.number)
    if bench.practice:
        bench.practice.call("DELETE", "/sandbox/requests")

    for move in (
        bench.tickets.comment(opened.number, "x", key=_key(), **mine),
        bench.tickets.reopen(opened.number, reason="x", key=_key(), **mine),
        bench.tickets.cancel(opened.number, reason="x", key=_key(), **mine),
        bench.tickets.update(opened.number, Edit(urgency=1), key=_key(), **mine),
        bench.tickets.attach(opened.number, File("a.txt", "text/plain", b"x"), **mine),
    ):
        with pytest.raises(IllegalMove):
            await move
    if bench.practice:
        assert {ask["method"] for ask in bench.practice.asked()} == {"GET"}


async def test_escalating_makes_it_one_step_more_urgent_and_says_why_to_agents(bench, opened):
    mine = {"caller": bench.ana.id}
    key = _key()
    once = await bench.tickets.escalate(opened.number, reason="Payroll closes today", key=key, **mine)
    again = await bench.tickets.escalate(opened.number, reason="Payroll closes today", key=key, **mine)

    assert (once.urgency, once.priority) == (2, 4)
    assert again.urgency == 2
    assert "Payroll closes today" in bench.kept(opened.key)[0]["work_notes"]


async def test_only_what_an_edit_names_is_changed(bench, opened):
    changed = await bench.tickets.update(
        opened.number, Edit(short_description="VPN fails at home", impact=2), caller=bench.ana.id, key=_key()
    )

    assert changed.short_description == "VPN fails at home"
    assert (changed.impact, changed.urgency, changed.category) == (2, 3, opened.category)
    assert changed.assignment_group == opened.assignment_group


async def test_an_edit_that_is_too_long_or_not_known_is_kept_whole_for_agents(bench, opened):
    heading = "every word of this heading counts " * 8
    edit = Edit(short_description=heading, assignment_group="Moon Base")

    changed = await bench.tickets.update(opened.number, edit, caller=bench.ana.id, key=_key())

    assert len(changed.short_description) <= 160
    assert changed.assignment_group == opened.assignment_group
    notes = bench.kept(opened.key)[0]["work_notes"]
    assert heading.strip() in notes
    assert "Moon Base" in notes


async def test_the_same_file_is_attached_once_and_another_of_its_name_beside_it(bench, opened):
    mine = {"caller": bench.ana.id}
    for content in (b"one", b"one", b"two!"):
        await bench.tickets.attach(opened.number, File("shot.png", "image/png", content), **mine)

    assert bench.attached(opened) == [("shot.png", 3), ("shot.png", 4)]


@pytest.mark.parametrize(
    ("name", "kept"),
    [("..\\..\\a^ORb=c.png", "a_ORb_c.png"), ("javascript:x", "javascript_x"), ("/etc/passwd", "passwd")],
)
async def test_a_file_name_is_a_name(bench, opened, name, kept):
    if not bench.practice:
        pytest.skip("memory keeps names as they are")
    await bench.tickets.attach(opened.number, File(name, "text/plain", b"x"), caller=bench.ana.id)

    assert bench.attached(opened) == [(kept, 1)]


async def test_a_file_too_large_is_refused(bench, opened):
    with pytest.raises(Refused, match="too large"):
        await bench.tickets.attach(
            opened.number, File("a.bin", "application/zip", b"0" * (10 * 2**20 + 1)), caller=bench.ana.id
        )


async def test_nobody_else_changes_an_incident(bench, opened):
    bens = {"caller": bench.ben.id}
    for move in (
        bench.tickets.comment(opened.number, "hello", key=_key(), **bens),
        bench.tickets.work_note(opened.number, "hello", key=_key(), **bens),
        bench.tickets.update(opened.number, Edit(urgency=1), key=_key(), **bens),
        bench.tickets.resolve(opened.number, ending="solved", notes="x", key=_key(), **bens),
        bench.tickets.reopen(opened.number, reason="x", key=_key(), **bens),
        bench.tickets.cancel(opened.number, reason="x", key=_key(), **bens),
        bench.tickets.escalate(opened.number, reason="x", key=_key(), **bens),
        bench.tickets.attach(opened.number, File("a", "text/plain", b"x"), **bens),
        bench.tickets.watch(opened.number, person=bench.ben.id, **bens),
        bench.tickets.link_problem(opened.number, "PRB0000001", **bens),
        bench.tickets.slas(opened.number, **bens),
    ):
        with pytest.raises(NotFound):
            await move

    assert await bench.tickets.find(opened.number, caller=bench.ana.id) == opened


async def test_history_has_what_has_ended_too(bench, opened):
    second = await bench.tickets.open(bench.draft(), key=_key())
    bench.agent_closes(opened.number)

    mine = await bench.tickets.history(caller=bench.ana.id, limit=2)

    assert [(t.number, t.state) for t in mine] == [(second.number, "new"), (opened.number, "closed")]
    assert opened.number not in [t.number for t in await bench.tickets.history(caller=bench.ben.id)]


async def test_a_comment_lets_one_on_hold_go_on(bench, opened):
    bench.agent_holds(opened.number)

    said = await bench.tickets.comment(opened.number, "Here it is.", caller=bench.ana.id, key=_key())

    assert said.state == "in_progress"


async def test_somebody_who_watches_is_added_once(bench, opened):
    for _ in range(2):
        await bench.tickets.watch(opened.number, person=bench.ben.id, caller=bench.ana.id)

    assert bench.watching(opened) == [bench.ben.id]


async def test_a_problem_that_does_not_exist_is_linked_to_nothing(bench, opened):
    with pytest.raises(NotFound):
        await bench.tickets.link_problem(opened.number, "PRB9999999", caller=bench.ana.id)


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
async def test_an_empty_comment_is_refused(bench, opened, text):
    with pytest.raises(Refused):
        await bench.tickets.comment(opened.number, text, caller=bench.ana.id, key=_key())
