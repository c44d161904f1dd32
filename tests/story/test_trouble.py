"""Parts die in the middle of things: nothing is lost, doubled or reordered, and nobody is left alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import httpx2 as httpx

from tests.story.conftest import Opens, incidents, somebody
from tests.story.people import AgentAtConsole, Employee, walk_to_the_draft
from tests.story.processes import Processes

SignsIn = Callable[[Processes], Awaitable[AgentAtConsole]]


async def test_the_desk_is_killed_while_person_and_agent_talk(
    broken_stack: Processes, opens: Opens, agent_at: SignsIn
) -> None:
    lee, ana = await agent_at(broken_stack), await opens(broken_stack)
    await ana.want_person()
    await ana.hears("you are (next|number)")
    await lee.do(ana.conversation, "accept")
    await ana.hears("is here and has read")
    await ana.write("before the crash")
    await asyncio.to_thread(broken_stack.kill, "desk")
    during = asyncio.create_task(ana.write("written while the desk was dead"))
    await asyncio.to_thread(broken_stack.start, "desk")
    await during
    await lee.do(ana.conversation, "say", text="I am still here.", client_message_id="2")
    await ana.hears("I am still here")
    _nothing_lost_or_doubled(ana, ["before the crash", "written while the desk was dead"])


async def test_the_desk_is_killed_in_the_middle_of_a_bot_turn(broken_stack: Processes, opens: Opens) -> None:
    ana = await opens(broken_stack)
    await ana.write("my vpn keeps dropping")
    await asyncio.to_thread(broken_stack.kill, "desk")
    await asyncio.to_thread(broken_stack.start, "desk")
    assert "Windows laptop" in await ana.is_asked()
    _nothing_lost_or_doubled(ana, ["my vpn keeps dropping"])
    assert sum("Which device" in words for words in ana.words()) == 1


async def test_the_bot_is_stopped_and_a_person_is_still_reached(
    broken_stack: Processes, opens: Opens, agent_at: SignsIn
) -> None:
    lee, ana = await agent_at(broken_stack), await opens(broken_stack)
    await asyncio.to_thread(broken_stack.stop, "bot")
    await ana.write("my vpn keeps dropping")
    await ana.hears("Your message is safe", seconds=10)
    await ana.press("Talk to a person")
    await ana.hears("you are (next|number)")
    await lee.sees(ana.conversation)
    assert not [line for line in ana.seen if line["kind"] == "reply"]


async def test_the_ticket_system_is_away_and_the_number_follows_exactly_once(
    broken_stack: Processes, opens: Opens
) -> None:
    ana = await opens(broken_stack)
    await walk_to_the_draft(ana)
    await asyncio.to_thread(broken_stack.stop, "sandbox")
    await ana.press("Yes, file it")
    told = await ana.hears(r"FL-\w{6}", seconds=30)
    reference = re.search(r"FL-\w{6}", told["text"]).group()  # type: ignore[union-attr]
    await asyncio.to_thread(broken_stack.start, "sandbox")
    number = await _number(ana)
    assert reference in ana.words()[-1]
    await _exactly_one(broken_stack, number)
    assert sum(number in words for words in ana.words()) == 1


async def test_the_actions_die_in_the_middle_of_filing_and_there_is_still_one_incident(
    broken_stack: Processes, opens: Opens
) -> None:
    ana = await opens(broken_stack)
    await walk_to_the_draft(ana)
    await _slow_down_filing(broken_stack, seconds=2)
    await ana.press("Yes, file it")
    await _until_filing(broken_stack)
    await asyncio.to_thread(broken_stack.kill, "actions")
    await asyncio.to_thread(broken_stack.start, "actions")
    number = await _number(ana)
    await _exactly_one(broken_stack, number)


async def _number(ana: Employee) -> str:
    line = await ana.hears(r"INC\d{7}", seconds=60)
    return re.search(r"INC\d{7}", line["text"]).group()  # type: ignore[union-attr]


async def _exactly_one(stack: Processes, number: str) -> None:
    person = await somebody(stack)
    mine = await incidents(stack, caller_id=str(person["id"]), correlation_display="Firstline")
    assert [row["number"] for row in mine] == [number]


async def _slow_down_filing(stack: Processes, seconds: float) -> None:
    fault = {
        "match": {"method": "POST", "table": "incident"},
        "fault": "delay_then_commit",
        "seconds": seconds,
        "times": 1,
    }
    async with httpx.AsyncClient(trust_env=False, auth=("admin", "admin")) as client:
        answer = await client.post(stack.urls["sandbox"] + "/sandbox/faults", json=fault)
    assert answer.status_code < 300, answer.text


async def _until_filing(stack: Processes) -> None:
    """Until the sandbox has the request that files, which it is slow to carry out."""
    async with asyncio.timeout(15), httpx.AsyncClient(trust_env=False, auth=("admin", "admin")) as client:
        while True:
            seen = (await client.get(stack.urls["sandbox"] + "/sandbox/requests")).text
            if re.search(r'"POST"[^}]*table/incident', seen) or re.search(r'table/incident[^}]*"POST"', seen):
                return


def _nothing_lost_or_doubled(ana: Employee, written: list[str]) -> None:
    numbers = [line["seq"] for line in ana.seen]
    assert numbers == sorted(set(numbers))
    assert [line["text"] for line in ana.seen if line["from"]["role"] == "employee"] == written
