"""Who else has what an incident is about, and outages that are over, over memory and over ServiceNow."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from itsm.errors import IllegalMove, NotFound, Refused, UnknownOutcome
from itsm.memory import MemoryTickets, MemoryTrouble
from itsm.servicenow import connect
from itsm.tickets import IncidentDraft, Tickets
from itsm.trouble import Outage, Trouble

NOW = datetime.now(timezone.utc).replace(microsecond=0)
STAMP = "%Y-%m-%d %H:%M:%S"
WHO = "Also affected: Ben Ode"


def _key() -> str:
    return str(uuid.uuid4())


@dataclass
class System:
    """One implementation, and what an agent sees and does there."""

    tickets: Tickets
    trouble: Trouble
    ana: str
    practice: Any = None

    async def incident(self) -> str:
        draft = IncidentDraft(self.ana, "VPN is out", "", "network")
        return (await self.tickets.open(draft, key=_key())).number

    def notes(self, number: str) -> str:
        if self.practice is None:
            assert isinstance(self.tickets, MemoryTickets)
            return "\n".join(self.tickets.work_notes[number])
        params = {"number": number, "sysparm_display_value": "true"}
        return str(self.practice.call("GET", "/api/now/table/incident", params=params)[0]["work_notes"])

    def close(self, number: str) -> None:
        if self.practice:
            self.practice.change(number, state="7", close_code="Solution provided", close_notes="done")
        else:
            assert isinstance(self.tickets, MemoryTickets)
            self.tickets.change(number, state="closed")

    def over(self, incident: str) -> str:
        """An outage that ended an hour ago; its number."""
        begin, end = NOW - timedelta(hours=3), NOW - timedelta(hours=1)
        if self.practice is None:
            assert isinstance(self.trouble, MemoryTrouble)
            self.trouble.all_outages = [Outage("OUT0000007", "VPN", "outage", begin, "", end, incident)]
            return "OUT0000007"
        task = self.practice.call("GET", "/api/now/table/incident", params={"number": incident})[0]["sys_id"]
        row = {"type": "outage", "begin": begin.strftime(STAMP), "end": end.strftime(STAMP)}
        row |= {"task_number": task}
        return str(self.practice.call("POST", "/api/now/table/cmdb_ci_outage", json=row)["number"])


@pytest.fixture(params=["memory", "http"])
async def system(request: pytest.FixtureRequest) -> AsyncIterator[System]:
    if request.param == "memory":
        tickets = MemoryTickets()
        yield System(tickets, MemoryTrouble(tickets), "a" * 32)
        return
    practice = request.getfixturevalue("practice")
    sn = connect(practice.settings(settle_s=0.2))
    people = {person.user_name: person.id for person in await sn.directory.people(limit=500)}
    yield System(sn.tickets, sn.trouble, people["giulia.marchetti"], practice)
    sn.close()


async def test_agents_read_once_who_else_has_it_and_the_caller_does_not(system):
    number, key = await system.incident(), _key()
    for _ in range(2):
        await system.trouble.affected(number, WHO, key=key)
    assert system.notes(number).count(WHO) == 1
    found = await system.tickets.find(number, caller=system.ana)
    assert found is not None
    assert found.comments == ()


async def test_nothing_is_noted_on_an_incident_that_has_ended_or_never_was(system):
    number = await system.incident()
    system.close(number)
    with pytest.raises(IllegalMove):
        await system.trouble.affected(number, WHO, key=_key())
    for other in ("INC9999999", "x^ORactive=true"):
        with pytest.raises(NotFound):
            await system.trouble.affected(other, WHO, key=_key())


async def test_a_note_of_nothing_is_refused(system):
    with pytest.raises(Refused):
        await system.trouble.affected(await system.incident(), " ", key=_key())


async def test_an_outage_that_is_over_can_still_be_looked_up(system):
    incident = await system.incident()
    number = system.over(incident)
    found = await system.trouble.outage(number)
    assert found is not None
    assert (found.end, found.incident) == (NOW - timedelta(hours=1), incident)
    assert number not in [outage.number for outage in await system.trouble.outages(NOW)]


@pytest.mark.parametrize("number", ["OUT9999999", "", "x^ORnumberISNOTEMPTY"])
async def test_an_outage_that_is_not_there_is_none(system, number):
    assert await system.trouble.outage(number) is None


async def test_a_note_whose_answer_was_lost_is_looked_up_and_not_written_again(practice, connected):
    sn = connected(settle_s=0.2)
    people = {person.user_name: person.id for person in await sn.directory.people(limit=500)}
    system = System(sn.tickets, sn.trouble, people["giulia.marchetti"], practice)
    number, key = await system.incident(), _key()
    practice.fault("commit_then_drop", method="PATCH")
    with pytest.raises(UnknownOutcome):
        await system.trouble.affected(number, WHO, key=key)
    await system.trouble.affected(number, WHO, key=key)
    assert system.notes(number).count(WHO) == 1
