"""What a first line knows about history, over memory and over the practice ServiceNow."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from itsm.errors import Refused, Unavailable, UnknownOutcome
from itsm.incident import IncidentDraft, Ticket
from itsm.memory import MemoryProblems, MemoryTickets, MemoryTrouble
from itsm.problems import ProblemDraft, Problems
from itsm.servicenow import connect
from itsm.tickets import Tickets
from itsm.trouble import Trouble


def _key() -> str:
    return str(uuid.uuid4())


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class Desk:
    tickets: Tickets
    trouble: Trouble
    problems: Problems
    ana: str
    ben: str
    practice: Any = None

    async def opened(self, caller: str, short: str = "VPN drops", key: str = "", **more: Any) -> Ticket:
        draft = IncidentDraft(caller, short, "Error 809", "network", **more)
        return await self.tickets.open(draft, key=key or _key())

    async def problem_of(self, ticket: Ticket) -> str:
        found = await self.tickets.find(ticket.number, caller=ticket.caller)
        assert found is not None
        return found.problem

    def close(self, ticket: Ticket) -> None:
        if self.practice:
            self.practice.change(ticket.number, state="7", close_code="Solution provided", close_notes="done")
        else:
            assert isinstance(self.tickets, MemoryTickets)
            self.tickets.change(ticket.number, state="closed")


@pytest.fixture(params=["memory", "http"])
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    if request.param == "memory":
        tickets = MemoryTickets()
        yield Desk(tickets, MemoryTrouble(tickets), MemoryProblems(tickets), "a" * 32, "b" * 32)
        return
    practice = request.getfixturevalue("practice")
    sn = connect(practice.settings())
    people = {person.user_name: person.id for person in await sn.directory.people(limit=500)}
    ana, ben = people["giulia.marchetti"], people["stefan.vogel"]
    yield Desk(sn.tickets, sn.trouble, sn.problems, ana, ben, practice)
    sn.close()


def _draft(desk: Desk, *incidents: Ticket, **more: Any) -> ProblemDraft:
    numbers = tuple(ticket.number for ticket in incidents)
    texts = ("VPN drops again and again", "Three times", "network")
    return ProblemDraft(desk.ana, *texts, incidents=numbers, **more)


async def test_a_problem_is_proposed_once_with_its_incidents_however_often_it_is_asked(desk):
    first, second = await desk.opened(desk.ana), await desk.opened(desk.ana)
    third_key = _key()
    third = await desk.opened(desk.ana, key=third_key)
    key, draft = _key(), _draft(desk, first, second, opened_with=third_key)

    made = [await desk.problems.propose(draft, key=key) for _ in range(3)]

    assert len({problem.number for problem in made}) == 1
    assert made[0].number.startswith("PRB")
    assert {await desk.problem_of(t) for t in (first, second, third)} == {made[0].number}


async def test_a_closed_incident_belongs_to_the_problem_too(desk):
    first, second = await desk.opened(desk.ana), await desk.opened(desk.ana)
    desk.close(first)
    problem = await desk.problems.propose(_draft(desk, first, second), key=_key())
    assert await desk.problem_of(first) == problem.number


async def test_another_persons_incident_is_never_linked(desk):
    mine, theirs = await desk.opened(desk.ana), await desk.opened(desk.ben)
    await desk.problems.propose(_draft(desk, mine, theirs), key=_key())
    assert await desk.problem_of(theirs) == ""


async def test_an_incident_of_another_problem_stays_there(desk):
    mine = await desk.opened(desk.ana)
    first = await desk.problems.propose(_draft(desk, mine), key=_key())
    await desk.problems.propose(_draft(desk, mine), key=_key())
    assert await desk.problem_of(mine) == first.number


async def test_a_problem_waits_for_the_incident_that_is_still_on_its_way(desk):
    with pytest.raises(Unavailable):
        await desk.problems.propose(_draft(desk, opened_with=_key()), key=_key())


async def test_a_problem_without_a_caller_is_refused(desk):
    with pytest.raises(Refused):
        await desk.problems.propose(replace(_draft(desk), caller=""), key=_key())


async def test_a_proposal_whose_answer_was_lost_is_found_again_by_its_key(practice):
    sn = connect(practice.settings())
    people = {person.user_name: person.id for person in await sn.directory.people(limit=500)}
    ana, ben = people["giulia.marchetti"], people["stefan.vogel"]
    desk = Desk(sn.tickets, sn.trouble, sn.problems, ana, ben, practice)
    mine, key = await desk.opened(desk.ana), _key()
    practice.fault("504_after_commit", table="problem")
    try:
        problem = await desk.problems.propose(_draft(desk, mine), key=key)
    except UnknownOutcome:
        problem = await desk.problems.propose(_draft(desk, mine), key=key)
    rows = practice.call("GET", "/api/now/table/problem", params={"sysparm_query": f"correlation_id={key}"})
    sn.close()
    assert [row["number"] for row in rows] == [problem.number]


async def test_open_incidents_of_others_are_found_without_ones_own_and_without_ended_ones(desk):
    since, category = _now() - timedelta(minutes=5), "network"
    mine, theirs, ended = [await desk.opened(who) for who in (desk.ana, desk.ben, desk.ben)]
    desk.close(ended)
    found = await desk.trouble.others(category=category, since=since, caller=desk.ana)
    numbers = [other.number for other in found]
    assert theirs.number in numbers
    assert not {mine.number, ended.number} & set(numbers)
    assert next(o.short_description for o in found if o.number == theirs.number) == "VPN drops"


async def test_a_category_that_says_more_than_it_is_finds_nobody(desk):
    await desk.opened(desk.ben)
    since = _now() - timedelta(minutes=5)
    for category in ("", "network^ORactive=true"):
        assert await desk.trouble.others(category=category, since=since, caller=desk.ana) == ()
