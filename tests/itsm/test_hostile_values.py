"""Two thousand values made to say more than themselves: none reads, changes or makes anything else."""

from __future__ import annotations

import asyncio
import random
import uuid
from typing import Any

import pytest

from itsm.errors import ItsmError
from itsm.servicenow import connect
from itsm.tickets import Edit, File, IncidentDraft

PIECES = [
    "^", "^^", "^OR", "^NQ", "^EQ", "^ORDERBY", "^ORDERBYDESC", "^ORactive=true", "^NQnumberISNOTEMPTY",
    "^ORcaller_idISNOTEMPTY", "javascript:", "javascript:gs.getUserID()", "JAVASCRIPT:gs.now()", "\n", "\r\n",
    "\x00", "\u2028", "\u0085", "=", "!=", "LIKE", "IN", "ISEMPTY", "@", ",", "%", "*", "&sysparm_query=",
    "?", "#", "/", "../", "%5E", "%0A", "${", "{{", "<script>", "' OR 1=1 --", '"', "\\", "RLQUERY",
    "ENDRLQUERY", "123TEXTQUERY321=", "DYNAMIC", "INC0010001", "active=true", "a" * 32, "[ref:",
    "[ref:aaaaaaaa-1]", "\ud800", "\u202e", "ﬀ", "🙂", "sys_id", ".", "state=7", " ", "word", "NULL",
]  # fmt: skip


def hostile(count: int, seed: int = 7) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 5))) for _ in range(count)]


@pytest.fixture
async def scene(practice):
    """Two people with an incident each; every value is used by Ana."""
    servicenow = connect(practice.settings())
    people = {person.user_name: person.id for person in await servicenow.directory.people(limit=300)}
    ana, ben = people["giulia.marchetti"], people["stefan.vogel"]
    opened = {
        who: await servicenow.tickets.open(IncidentDraft(who, "A", "B", "network"), key=str(uuid.uuid4()))
        for who in (ana, ben)
    }
    yield servicenow, practice, ana, ben, opened[ana], opened[ben]
    servicenow.close()


async def test_no_value_reads_or_changes_what_is_not_its_own(scene):
    servicenow, practice, ana, _, mine, others = scene
    before = _whole(practice, others)
    count = _count(practice)
    gate = asyncio.Semaphore(6)

    async def one(place: int, value: str) -> None:
        async with gate:
            await _used(place, value, servicenow, ana, mine)

    await asyncio.gather(*(one(place, value) for place, value in enumerate(hostile(2000))))

    assert _whole(practice, others) == before
    assert _count(practice) == count
    after = await servicenow.tickets.find(mine.number, caller=ana)
    assert (after.caller, after.key, after.state) == (ana, mine.key, "new")


async def _used(place: int, value: str, servicenow: Any, ana: str, mine: Any) -> None:
    """One of the places where a text may come in; each in turn, so that all two thousand go everywhere."""
    tickets, key = servicenow.tickets, str(uuid.uuid4())
    way = place % 12
    try:
        if way == 0:
            assert await tickets.find(value, caller=ana) in (None, mine)
        elif way == 1:
            assert await tickets.find(mine.number, caller=value) is None
        elif way == 2:
            assert await tickets.history(caller=value) == ()
        elif way == 3:
            found = await tickets.by_key(value)
            assert found is None
        elif way == 4:
            await tickets.comment(mine.number, value, caller=ana, key=key)
        elif way == 5:
            await tickets.update(mine.number, Edit(short_description=value), caller=ana, key=key)
        elif way == 6:
            await tickets.update(
                mine.number, Edit(assignment_group=value, category=value), caller=ana, key=key
            )
        elif way == 7:
            await tickets.attach(
                mine.number, File(value, value, value.encode("utf-8", "replace")), caller=ana
            )
        elif way == 8:
            assert await servicenow.directory.by_email(value) is None
        elif way == 9:
            await tickets.work_note(value, value, caller=ana, key=value)
        elif way == 10:
            await servicenow.catalogue.search(value)
            assert await servicenow.catalogue.find(value, caller=ana) is None
        else:
            assert await servicenow.knowledge.read(value) is None
            await servicenow.trouble.similar(
                category=value, subcategory=value, since=mine.opened_at, caller=value
            )
    except ItsmError:
        return


def _whole(practice: Any, ticket: Any) -> Any:
    row = practice.call("GET", f"/api/now/table/incident/{ticket.sys_id}")
    query = {"sysparm_query": f"element_id={ticket.sys_id}"}
    return row, practice.call("GET", "/api/now/table/sys_journal_field", params=query)


def _count(practice: Any) -> Any:
    params = {"sysparm_count": "true"}
    tables = ("incident", "sys_user", "sc_request", "kb_knowledge", "problem")
    return [practice.call("GET", f"/api/now/stats/{table}", params=params) for table in tables]
