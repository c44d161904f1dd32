"""One real stack for the tests that leave it whole; a fresh one for those that break it on purpose."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2 as httpx
import pytest

from desk.identity import sign
from tests.story.people import AgentAtConsole, Employee
from tests.story.processes import Processes

Opens = Callable[..., Awaitable[Employee]]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    processes = Processes(tmp_path_factory.mktemp("stack"))
    try:
        processes.start_all()
        yield processes
    finally:
        processes.stop_all()


@pytest.fixture
def broken_stack(tmp_path: Path) -> Iterator[Processes]:
    """A stack of the test's own, to kill parts of."""
    processes = Processes(tmp_path)
    try:
        processes.start_all()
        yield processes
    finally:
        processes.stop_all()


async def somebody(processes: Processes, number: int = 0) -> dict[str, object]:
    """One of the sandbox's people who is no agent, as the embedding page would vouch for them."""
    url = processes.urls["sandbox"] + "/api/now/table/sys_user"
    query = {"sysparm_query": "active=true^ORDERBYuser_name", "sysparm_limit": "40"}
    async with httpx.AsyncClient(trust_env=False, auth=("admin", "admin")) as client:
        rows = (await client.get(url, params=query, headers={"Accept": "application/json"})).json()["result"]
    row = [r for r in rows if r["user_name"] != "admin"][number]
    return {"id": row["sys_id"], "name": row["name"], "user_name": row["user_name"], "time_zone": "UTC"}


@pytest.fixture
async def opens() -> AsyncIterator[Opens]:
    """Opens a chat window for person number N on a stack; windows are closed at the end."""
    windows: list[Employee] = []

    async def opened(processes: Processes, number: int = 0) -> Employee:
        person = await somebody(processes, number)
        token = sign(processes.token_secret, person, datetime.now(UTC))
        window = await Employee(processes.urls["desk"], token).open()
        windows.append(window)
        return window

    yield opened
    for window in windows:
        await window.leave()


@pytest.fixture
async def agent_at() -> AsyncIterator[Callable[[Processes], Awaitable[AgentAtConsole]]]:
    """Signs an agent in to a stack's console."""
    consoles: list[AgentAtConsole] = []

    async def signed_in(processes: Processes) -> AgentAtConsole:
        console = await AgentAtConsole(processes.urls["desk"]).sign_in()
        consoles.append(console)
        return console

    yield signed_in
    for console in consoles:
        await console.leave()


async def incidents(processes: Processes, **where: str) -> list[dict[str, str]]:
    """Rows of the sandbox's incident table."""
    query = "^".join(f"{k}={v}" for k, v in where.items())
    url = processes.urls["sandbox"] + "/api/now/table/incident"
    params = {"sysparm_query": query, "sysparm_limit": "1000", "sysparm_exclude_reference_link": "true"}
    async with httpx.AsyncClient(trust_env=False, auth=("admin", "admin")) as client:
        answer = await client.get(url, params=params, headers={"Accept": "application/json"})
    return list(answer.json()["result"])
