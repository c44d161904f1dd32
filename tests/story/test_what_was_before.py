"""What ServiceNow knows of a person's trouble, by HTTP through every process, before a ticket is opened."""

from __future__ import annotations

import asyncio
import re

import httpx2 as httpx

from tests.story.conftest import Opens, incidents
from tests.story.people import Employee, insist_on_a_ticket
from tests.story.processes import Processes

DOCK = "my docking station gives no power at all"


async def test_a_known_way_around_is_offered_and_spares_the_ticket(stack: Processes, opens: Opens) -> None:
    ana = await opens(stack, 11)
    await _tells(ana, "my vpn client drops on my weak home network")
    asked = await ana.hears(r"PRB\d{7}")
    assert "TCP 443" in asked["text"]
    await ana.press("It works now")
    await ana.hears("How was the help")
    assert not re.search(r"INC\d{7}", "\n".join(ana.words()))


async def test_the_same_trouble_again_goes_into_the_ticket_there_is(stack: Processes, opens: Opens) -> None:
    ana = await opens(stack, 12)
    number = await _files(ana, DOCK)
    await _tells(ana, DOCK + ", still")
    await ana.hears(f"looks like this.*{number}")
    await ana.press("Add it there")
    await ana.hears("second ticket")
    (row,) = await incidents(stack, number=number)
    same = {name: row[name] for name in ("caller_id", "short_description")}
    assert len(await incidents(stack, **same)) == 1
    (comment,) = await _journal(stack, row["sys_id"], "comments")
    assert comment.startswith(f"In their own words:\n{DOCK}, still")


async def test_others_with_the_same_are_told_of_and_only_agents_see_whose(
    stack: Processes, opens: Opens
) -> None:
    ana, ben = await opens(stack, 13), await opens(stack, 14)
    number = await _files(ana, "the barcode scanner in the packing hall beeps twice")
    await _tells(ben, "the barcode scanner in the packing hall beeps twice")
    await ben.hears("not the only one")
    await insist_on_a_ticket(ben)
    await ben.press("Yes, file it")
    theirs = re.search(r"INC\d{7}", (await ben.hears(r"INC\d{7}"))["text"]).group()  # type: ignore[union-attr]
    assert number not in "\n".join(ben.words())
    (row,) = await incidents(stack, number=theirs)
    assert any(number in note for note in await _journal(stack, row["sys_id"], "work_notes"))


async def test_the_third_ticket_of_a_kind_is_followed_by_one_problem(stack: Processes, opens: Opens) -> None:
    ana = await opens(stack, 15)
    for text in ("the printer is not printing", "monitor says no signal"):
        await _files(ana, text)
    await _tells(ana, "dock light off")
    await ana.hears("this kind of trouble again")
    await insist_on_a_ticket(ana)
    await ana.press("Yes, file it")
    number = re.search(r"INC\d{7}", (await ana.hears(r"INC\d{7}"))["text"]).group()  # type: ignore[union-attr]
    problem = await _problem_of(stack, number)
    (row,) = await incidents(stack, number=number)
    assert len(await incidents(stack, caller_id=row["caller_id"], problem_id=problem)) == 3
    assert "PRB" not in "\n".join(ana.words())


async def _problem_of(stack: Processes, number: str) -> str:
    """The problem that the outbox proposes in its own time."""
    async with asyncio.timeout(30):
        while True:
            (row,) = await incidents(stack, number=number)
            if row["problem_id"]:
                return row["problem_id"]


async def _tells(ana: Employee, text: str) -> None:
    await ana.write("open a ticket")
    await ana.hears("What is wrong")
    await ana.write(text)


async def _files(ana: Employee, text: str) -> str:
    await _tells(ana, text)
    await insist_on_a_ticket(ana)
    await ana.press("Yes, file it")
    told = await ana.hears(r"INC\d{7}")
    return re.search(r"INC\d{7}", told["text"]).group()  # type: ignore[union-attr]


async def _journal(stack: Processes, sys_id: str, element: str) -> list[str]:
    url = stack.urls["sandbox"] + "/api/now/table/sys_journal_field"
    params = {"sysparm_query": f"element_id={sys_id}^element={element}"}
    async with httpx.AsyncClient(trust_env=False, auth=("admin", "admin")) as client:
        rows = (await client.get(url, params=params, headers={"Accept": "application/json"})).json()["result"]
    return [row["value"] for row in rows]
