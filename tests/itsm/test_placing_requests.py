"""Requests as work cards carry them, placed in a catalogue."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import standards
from itsm.catalogue import Item, Question
from itsm.errors import Refused, Unavailable, UnknownOutcome
from itsm.memory import MemoryCatalogue
from itsm.requests import RequestDraft, place

SHIPPED = Path(__file__).parents[2] / "data" / "standards"
FOLDER = Item("5" * 32, "Shared folder access", questions=(Question("folder", "Which folder?", True),))
ANSWERS = {"folder": "Finance/Closing", "level": "write"}


def draft(caller: str, **more: object) -> RequestDraft:
    since = (datetime.now(timezone.utc) - timedelta(seconds=20)).isoformat()
    values = {"item": "Shared folder access", "short_description": "Access to a folder", "answers": ANSWERS}
    return RequestDraft(caller, since=since, **{**values, **more})


@pytest.fixture
async def placing(practice, connected):
    """The practice server's catalogue, and Giulia's id there."""
    sn = connected()
    people = {person.user_name: person.id for person in await sn.directory.people(limit=300)}
    return sn.catalogue, people["giulia.marchetti"]


def requests_of(practice, key):
    params = {"sysparm_query": f"correlation_id={key}"}
    return practice.call("GET", "/api/now/table/sc_request", params=params)


def test_a_draft_comes_back_from_the_card_it_was_written_into():
    made = draft("u-anna", note="For the closing")
    assert RequestDraft.from_payload({**asdict(made), "unknown": 1}) == made


@pytest.mark.parametrize("payload", [{}, {"caller": "u"}, {**asdict(draft("u")), "since": "2026-11-26"}])
def test_a_card_that_is_no_request_is_refused_with_a_reason(payload):
    with pytest.raises(ValueError):
        RequestDraft.from_payload(payload)


async def test_an_item_the_catalogue_does_not_have_is_refused_by_name():
    with pytest.raises(Refused, match="Shared folder access"):
        await place(MemoryCatalogue([]), draft("u-anna"), key="k-1")


async def test_a_request_is_ordered_once_and_carries_what_the_person_said(practice, placing, key):
    catalogue, giulia = placing
    wanted = draft(giulia, note="In their own words:\nI need the closing folder")
    made = await asyncio.gather(*(place(catalogue, wanted, key=key) for _ in range(4)))

    (row,) = requests_of(practice, key)
    assert {request.number for request in made} == {row["number"]}
    assert row["special_instructions"] == wanted.note
    assert made[0].stage == "waiting_for_approval"


async def test_an_order_whose_answer_was_lost_is_not_ordered_again(practice, connected, placing, key):
    catalogue, giulia = placing
    wanted = draft(giulia, answers={**ANSWERS, "folder": "Lost"})
    practice.fault("commit_then_drop", method="POST", table="")
    try:
        first = await place(catalogue, wanted, key=key)
    except (UnknownOutcome, Unavailable):
        first = None
    practice.reset()
    again = await place(connected().catalogue, wanted, key=key)
    assert [row["number"] for row in requests_of(practice, key)] == [again.number]
    assert first is None or first.number == again.number


async def test_every_item_in_the_standards_can_be_ordered_with_the_answers_they_give(placing):
    catalogue, _ = placing
    for entry in standards.load(SHIPPED).catalogue:
        found = [item for item in await catalogue.search(entry.item, 20) if item.name == entry.item]
        assert found, f"{entry.key}: no item {entry.item!r}"
        whole = await catalogue.item(found[0].id)
        questions = {question.name: question for question in whole.questions}
        for name, answer in entry.variables.items():
            offered = questions[name].choices
            given = {*answer.values.values(), *filter(None, [answer.text])}
            assert not offered or (given and given <= set(offered)), f"{entry.key}: {name}"
        needed = {name for name, question in questions.items() if question.mandatory}
        sure = {name for name, answer in entry.variables.items() if not answer.optional}
        assert needed <= sure, f"{entry.key}: {needed - sure} may stay without an answer"
