"""Work that was promised is done once, in order, whatever is killed; what is refused can be mended."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import requests

from desk import dead_letters
from desk.app import create_app
from desk.console.routes import blueprint as console
from desk.identity import AGENT_COOKIE
from desk.serve import listen
from desk.store import outbox
from desk.store.database import Busy
from itsm.errors import Refused, Unavailable
from sandbox.started import started
from wire.keys import local_reference, work_key

ROOT = Path(__file__).parents[2]
DRAFT = {"caller": "ana", "short_description": "VPN drops", "description": "Error 809", "category": "network"}


async def _promise(lab, conversation: str, seq: int, **draft: str) -> str:
    key = work_key(conversation, seq)
    payload = {"operation": "incident.open", "state": "pending", "payload": {**DRAFT, **draft}, "key": key}
    payload |= {"reference": local_reference(key), "card": "work"}
    async with lab.parts.desk.db.write() as connection:
        at = lab.clock.now()
        await outbox.put(connection, kind="work", key=key, conversation=conversation, payload=payload, at=at)
    return key


async def _parcel(lab, key: str):
    async with lab.parts.desk.db.read() as connection:
        return await outbox.get(connection, key)


async def test_what_waits_for_one_person_is_delivered_in_order(lab):
    c = await lab.open()
    first, second = await _promise(lab, c, 1), await _promise(lab, c, 2)
    lab.tickets.fail_next(Unavailable("busy"))

    await lab.parts.outbox.deliver_due()
    assert lab.tickets.opened == []
    lab.clock.advance(seconds=10)
    await lab.parts.outbox.deliver_due()
    await lab.parts.outbox.deliver_due()

    assert [(await _parcel(lab, key)).result["number"] for key in (first, second)] == [
        "INC0010001",
        "INC0010002",
    ]


async def test_a_refused_draft_is_mended_and_sent_again_and_the_person_hears_its_number(lab):
    c = await lab.open()
    key = await _promise(lab, c, 1, caller="nobody")
    await lab.parts.outbox.deliver_due()
    assert (await _parcel(lab, key)).state == "dead"

    (letter,) = await dead_letters.listed(lab.parts.desk)
    assert "no such person" in letter.result["why"]
    await dead_letters.send_again(lab.parts.desk, key, {"caller": "ana", "card": "x"}, by="lee")
    await lab.parts.outbox.deliver_due()

    assert (await _parcel(lab, key)).state == "done"
    assert [draft.caller for draft in lab.tickets.opened] == ["ana"]
    told = [name for name in await lab.keys(c) if name.startswith("ticket_")]
    assert told == ["ticket_refused", "ticket_number"]
    with pytest.raises(dead_letters.NotDead):
        await dead_letters.send_again(lab.parts.desk, key, {}, by="lee")


async def test_a_draft_mended_in_vain_is_dead_again_and_the_person_is_not_told_again(lab):
    c = await lab.open()
    key = await _promise(lab, c, 1)
    for _ in range(2):
        lab.tickets.fail_next(Refused("a rule of the company"))
    await lab.parts.outbox.deliver_due()
    await dead_letters.send_again(lab.parts.desk, key, {}, by="lee")
    await lab.parts.outbox.deliver_due()

    assert (await _parcel(lab, key)).state == "dead"
    assert (await lab.keys(c)).count("ticket_refused") == 1


@pytest.mark.parametrize(("leads", "status"), [([], 200), (["lee"], 200), (["kim"], 404)])
async def test_a_lead_sees_and_mends_on_a_page_and_nobody_else_does(lab, settings, leads, status):
    settings.leads = leads
    c = await lab.open()
    key = await _promise(lab, c, 1, caller="nobody", short_description="<b>VPN</b>")
    await lab.parts.outbox.deliver_due()
    secret = await lab.parts.identity.start("agent", {"id": "lee", "name": "Lee Chan"})
    app = create_app(lab.parts, [console], [], name=f"letters{len(leads)}{status}")
    async with (
        listen(app, "127.0.0.1", 0) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, cookies={AGENT_COOKIE: secret}) as http,
    ):
        shown = await http.get("/console/outbox")
        assert shown.status_code == status
        if status != 200:
            return
        assert "no such person" in shown.text
        assert "&lt;b&gt;VPN" in shown.text
        csrf = shown.text.partition('name="csrf" value="')[2].partition('"')[0]
        form = {"csrf": csrf, "caller": "ana"}
        assert (await http.post(f"/console/outbox/{key}", data={"caller": "ana"})).status_code == 403
        assert (await http.post(f"/console/outbox/{key}", data=form)).status_code == 303
    await lab.parts.outbox.deliver_due()

    assert (await _parcel(lab, key)).state == "done"


def test_an_outbox_killed_at_any_statement_makes_one_ticket_and_tells_it_once(tmp_path):
    with started() as url:
        results = _killed(url, tmp_path, "incident.open")
        rows = _rows(url, "incident", "correlation_display=Firstline")
    keys = sorted(row["correlation_id"] for row in rows if row["correlation_id"] != work_key("begun", 1))

    assert keys == sorted(result["key"] for result in results), "one ticket for each promise"
    told = _told(tmp_path / "desk.db", "ticket_number")
    assert told == {result["case"]: 1 for result in results}, "each number told once"


def test_an_outbox_killed_at_any_statement_adds_one_comment_and_tells_it_once(tmp_path):
    with started() as url:
        results = _killed(url, tmp_path, "ticket.comment")
        rows = _rows(url, "sys_journal_field", "valueLIKE[ref:^element=comments")
    written = sorted(row["value"] for row in rows if row["value"].startswith("case-"))

    assert written == sorted(f"{each['case']}\n[ref:{each['key']}]" for each in results), "one each"
    told = _told(tmp_path / "desk.db", "care_done_comment")
    assert told == {result["case"]: 1 for result in results}, "each told once"


def _killed(url: str, folder: Path, operation: str) -> list[dict[str, Any]]:
    shutil.copytree(ROOT / "data" / "standards", folder / "release" / "standards")
    command = [sys.executable, "-m", "tests.desk.killed", url, str(folder), operation]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=True)
    results = json.loads(done.stdout.splitlines()[-1])
    assert len(results) > 40
    assert all(result["killed"] for result in results[:-1])
    return results


def _rows(url: str, table: str, query: str) -> list[dict[str, Any]]:
    session = requests.Session()
    session.auth, session.trust_env = ("admin", "admin"), False
    address, params = f"{url}/api/now/table/{table}", {"sysparm_query": query}
    return session.get(address, params=params, timeout=20).json()["result"]


def _told(path: Path, key: str) -> dict[str, int]:
    with sqlite3.connect(path) as database:
        rows = database.execute(
            "SELECT conversation, count(*) FROM event WHERE kind = 'notice'"
            " AND json_extract(data, '$.key') = ? GROUP BY conversation",
            (key,),
        ).fetchall()
    return dict(rows)


async def test_a_database_that_is_busy_stops_the_outbox_for_a_moment_only(lab, monkeypatch):
    c = await lab.open()
    key = await _promise(lab, c, 1)
    real, busy = lab.parts.outbox.deliver_due, [True]

    async def sometimes() -> None:
        if busy.pop() if busy else False:
            lab.parts.desk.work_wanted.set()
            raise Busy("locked")
        await real()

    monkeypatch.setattr(lab.parts.outbox, "deliver_due", sometimes)
    running = asyncio.create_task(lab.parts.outbox.run())

    async def done() -> bool:
        return (await _parcel(lab, key)).state == "done"

    await lab.until(done)
    running.cancel()
    await asyncio.wait([running])
