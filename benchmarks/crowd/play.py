"""Plays the rows: signs in, opens a conversation, says what the script says, looks up what was filed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx2 as httpx

from benchmarks.crowd import script, stream
from benchmarks.crowd.choosing import Choose, cannot_tell
from benchmarks.crowd.rows import Row
from benchmarks.crowd.script import Press, Say, Stop
from benchmarks.crowd.stream import Line
from benchmarks.crowd.verdict import Known, Result, judged
from benchmarks.stack_client import PRACTICE, Window, people, token_of
from stack.failure import Failure

MOST_TURNS = 25
ANSWER_S = 30.0
QUIET_S = 0.6  # a turn's lines come in one burst; what the desk adds comes right after it


@dataclass(frozen=True)
class Company:
    """Where the desk and the practice ServiceNow are, and who works here (by sys_id, user name and name)."""

    desk: httpx.AsyncClient
    sandbox: str
    people: Mapping[str, str]
    known: Known
    choose: Choose = cannot_tell


async def who_is_who(sandbox: str) -> dict[str, str]:
    """sys_id of everybody by each of their names. Raises Failure when the sandbox does not answer."""
    try:
        found = await people(sandbox)
    except httpx.HTTPError as error:
        raise Failure(f"No practice ServiceNow answers at {sandbox}.", "Start the stack: make run") from error
    return {one[key].lower(): one["sys_id"] for key in ("name", "user_name", "sys_id") for one in found}


def strangers(rows: Sequence[Row], names: Mapping[str, str], file: str) -> list[str]:
    """A message for each row whose person nobody is."""
    unknown = (row for row in rows if row.person.lower() not in names)
    return [f"{file}:{row.line}: nobody is called {row.person}" for row in unknown]


async def play_all(
    rows: Sequence[Row], company: Company, at_once: int, done: Callable[[Result], None]
) -> list[Result]:
    """Every row, so many at the same time, in the file's order. ``done`` hears of each when it is over."""
    gate = asyncio.Semaphore(at_once)

    async def one(row: Row) -> Result:
        async with gate:
            result = await played(row, company)
            done(result)
            return result

    return list(await asyncio.gather(*(one(row) for row in rows)))


async def played(row: Row, company: Company) -> Result:
    """One conversation from sign-in to its end. A desk that fails is a failed row, not the end of all."""
    try:
        window = Window(company.desk, await token_of(company.desk, company.people[row.person.lower()]))
        try:
            await window.open()
            end = await lived(row, window, company.choose)
            return await looked_up(row, window, company, end)
        finally:
            await window.leave()
    except httpx.HTTPError as error:
        return Result(row.id, False, {}, (f"{type(error).__name__}: {error}",), (), 0, "failed", "")


async def lived(row: Row, window: Window, choose: Choose) -> str:
    """Until the script stops; why it did."""
    move: script.Move = Say(row.opening)
    for _ in range(MOST_TURNS):
        if isinstance(move, Stop):
            return move.why
        if not await heard_out(window, await made(move, window)):
            return "dead end"
        move = script.next_move(row, lines(window), window.holder, choose)
    return move.why if isinstance(move, Stop) else "turns"


async def made(move: Say | Press, window: Window) -> int:
    """The number the message got."""
    return await (window.press(move.id) if isinstance(move, Press) else window.write(move.text))


async def heard_out(window: Window, seq: int) -> bool:
    """Wait for an answer to the message with this number, then for the rest of it; False when none came."""
    try:
        async with asyncio.timeout(ANSWER_S):
            while not any(one.seq > seq for one in window.heard):
                await window.something_new(ANSWER_S)
    except TimeoutError:
        return False
    while await window.something_new(QUIET_S):
        pass
    return True


def lines(window: Window) -> list[Line]:
    return [heard.line for heard in window.heard]


async def looked_up(row: Row, window: Window, company: Company, end: str) -> Result:
    said = lines(window)
    filed = stream.last(said, "work")
    incident = await incident_of(company.sandbox, str(filed["number"])) if filed and filed["number"] else {}
    return judged(
        row, said, window.holder, incident, company.known, end=end, conversation=window.conversation
    )


async def incident_of(sandbox: str, number: str) -> dict[str, str]:
    """What an agent sees of a ticket: values, and the group by its name. Empty when it is not there."""
    query = {"sysparm_query": f"number={number}", "sysparm_limit": "1", "sysparm_display_value": "all"}
    async with httpx.AsyncClient(trust_env=False, auth=PRACTICE) as http:
        answer = await http.get(f"{sandbox}/api/now/table/incident", params=query)
    rows = answer.raise_for_status().json()["result"]
    values = {key: str(one["value"]) for key, one in rows[0].items()} if rows else {}
    return values | {"assignment_group": str(rows[0]["assignment_group"]["display_value"])} if rows else {}
