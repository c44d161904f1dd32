"""A desk's outbox that is killed at its Nth statement, for N = 1, 2, ...; prints what came of each.

Run as a program: ``python -m tests.desk.killed <ServiceNow's address> <folder> <operation>``. Every step is a
process of its own, forked from this one, which has imported everything and started nothing.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from desk import work_outbox
from desk.clock import SystemClock
from desk.core.conversation import Conversation
from desk.desk import Desk
from desk.filing import Filing
from desk.live import Live
from desk.standards_folder import StandardsFolder
from desk.store import conversations, log, outbox
from desk.store.database import Database
from desk.store.migrate import migrate
from desk.store.schema import outbox as table
from itsm.servicenow import ServiceNowSettings, changing, connect, opening
from itsm.tickets import IncidentDraft
from wire.keys import local_reference, work_key

ROOT = Path(__file__).parents[2]
TRACED = frozenset(
    {work_outbox.__file__, outbox.__file__, opening.__file__, changing.__file__, log.__file__}
)


def main(url: str, folder: str, operation: str) -> None:
    database = f"sqlite+aiosqlite:///{folder}/desk.db"
    standards = StandardsFolder(Path(folder) / "release")
    standards()  # read once, for every child
    _forked(lambda: migrate(database))
    caller, number = _begun(url, folder)
    texts = {"short_description": "VPN", "description": "d", "category": "network"}
    draft = {"caller": caller, "number": number, **texts}
    results: list[dict[str, Any]] = []
    while not results or results[-1]["killed"]:
        n = len(results) + 1
        killed = _forked(lambda n=n: _killed(_desk(database, standards), url, operation, draft, n))  # type: ignore[misc]
        results.append({"key": work_key(f"case-{n}", 1), "case": f"case-{n}", "killed": killed})
    for _ in range(2):
        _forked(lambda: _after_restart(_desk(database, standards), url))
    print(json.dumps(results))


def _forked(step: Callable[[], Awaitable[Any]]) -> bool:
    """Whether the step was killed."""
    child = os.fork()
    if child == 0:
        asyncio.run(step())  # type: ignore[arg-type]
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a step failed")
    return os.WIFSIGNALED(status)


def _killer(at: int) -> Any:
    seen = 0

    def trace(frame: Any, event: str, _arg: object) -> Any:
        nonlocal seen
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def _begun(url: str, folder: str) -> tuple[str, str]:
    """The first person's id and the number of a ticket of theirs, left in a file by a process of its own."""
    found = Path(folder) / "begun"

    async def ask() -> None:
        servicenow = connect(ServiceNowSettings(url=url))
        caller = (await servicenow.directory.people(limit=1))[0].id
        draft = IncidentDraft(caller, "VPN", "d", "network")
        ticket = await servicenow.tickets.open(draft, key=work_key("begun", 1))
        found.write_text(f"{caller} {ticket.number}")
        servicenow.close()

    _forked(ask)
    caller, number = found.read_text().split()
    return caller, number


def _desk(database: str, standards: StandardsFolder) -> Desk:
    return Desk(Database(database), SystemClock(), Live(), standards)


async def _killed(desk: Desk, url: str, operation: str, draft: dict[str, str], n: int) -> None:
    """One promise, and a delivery that is killed at its nth statement."""
    await _promise(desk, f"case-{n}", operation, draft)
    servicenow = connect(ServiceNowSettings(url=url))
    sys.settrace(_killer(n))
    await asyncio.create_task(work_outbox.WorkOutbox(desk, Filing(servicenow.tickets)).deliver_due())
    sys.settrace(None)


async def _promise(desk: Desk, case: str, operation: str, draft: dict[str, str]) -> None:
    """Those of earlier cases wait an hour, so that this one is all there is to deliver."""
    now, key = desk.now(), work_key(case, 1)
    payload = {
        "operation": operation,
        "state": "pending",
        "payload": {**draft, "text": case},
        "key": key,
        "reference": local_reference(key),
        "card": "work",
    }
    async with desk.db.write() as connection:
        await connection.execute(table.update().values(next_at=now + timedelta(hours=1)))
        c = Conversation(case, {"id": draft["caller"]}, "web", now, now)
        await conversations.insert(connection, c, f"web:{case}")
        due = now - timedelta(seconds=1)
        await outbox.put(connection, kind="work", key=key, conversation=case, payload=payload, at=due)


async def _after_restart(desk: Desk, url: str) -> None:
    """Everything that is still waiting, without a kill."""
    async with desk.db.write() as connection:
        await connection.execute(table.update().values(next_at=desk.now() - timedelta(seconds=1)))
    servicenow = connect(ServiceNowSettings(url=url))
    for _ in range(10):
        await work_outbox.WorkOutbox(desk, Filing(servicenow.tickets)).deliver_due()


if __name__ == "__main__":
    main(*sys.argv[1:])
