"""A manager approves in chat what somebody ordered: a running desk over the practice ServiceNow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from desk.bootstrap import make_parts
from desk.settings import Settings
from desk.store.migrate import migrate
from itsm.catalogue import Order
from itsm.directory import Person
from itsm.servicenow import ServiceNow, ServiceNowSettings, connect
from sandbox.started import started
from tests.desk.conftest import Lab, ScriptedBot, SettableClock

ANSWERS = {"operating_system": "macos"}


class Company:
    """A running desk over ServiceNow; Giulia, her manager, and what they order."""

    def __init__(self, lab: Lab, servicenow: ServiceNow, url: str) -> None:
        self.lab, self.servicenow, self.url = lab, servicenow, url
        self.session = requests.Session()
        self.session.auth, self.session.trust_env = ("integration", "integration"), False

    def rows(self, table: str, query: str, **more: str) -> list[dict[str, Any]]:
        params = {"sysparm_query": query, **more}
        found = self.session.get(f"{self.url}/api/now/table/{table}", params=params, timeout=10)
        found.raise_for_status()
        return list(found.json()["result"])

    async def person(self, user_name: str) -> dict[str, Any]:
        people: dict[str, Person] = {
            p.user_name: p for p in await self.servicenow.directory.people(limit=300)
        }
        return _signed_in(people[user_name].id, people[user_name].name)

    def manager_of(self, person: dict[str, Any]) -> dict[str, Any]:
        (row,) = self.rows("sys_user", f"sys_id={person['id']}", sysparm_display_value="all")
        return _signed_in(row["manager"]["value"], row["manager"]["display_value"])

    async def order(self, person: dict[str, Any], key: str) -> str:
        items = {item.name: item.id for item in await self.servicenow.catalogue.search("", limit=200)}
        order = Order(items["Standard laptop"], person["id"], datetime.now(UTC), answers=ANSWERS)
        return (await self.servicenow.catalogue.order(order, key=key)).number


def _signed_in(sys_id: str, name: str) -> dict[str, Any]:
    return {"id": sys_id, "name": name, "verified": True, "audiences": ["all"], "time_zone": "UTC"}


@pytest.fixture
async def company(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    monkeypatch.setattr("desk.approvals.EVERY_S", 0.2)
    monkeypatch.setattr("desk.request_changes.EVERY_S", 0.2)
    await migrate(settings.database)
    with started() as url:
        servicenow = connect(ServiceNowSettings(url=url, user="integration", password="integration"))
        async with _running(settings, servicenow) as lab:
            yield Company(lab, servicenow, url)
        servicenow.close()


@asynccontextmanager
async def _running(settings: Settings, servicenow: ServiceNow) -> AsyncIterator[Lab]:
    bot, clock = ScriptedBot(), SettableClock()
    parts = make_parts(
        settings,
        clock=clock,
        bot=bot,
        tickets=servicenow.tickets,
        directory=servicenow.directory,
        catalogue=servicenow.catalogue,
        catalogue_changes=servicenow.catalogue_changes,
    )
    work = [parts.outbox.run(), parts.approvals.run(), parts.request_changes.run()]
    tasks = [asyncio.create_task(run) for run in work]
    yield Lab(parts, bot, clock, servicenow.tickets)  # type: ignore[arg-type]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await parts.turns.stop()
    await parts.desk.db.close()


async def test_a_manager_approves_in_chat_the_request_goes_on_and_its_owner_hears_it(
    company: Company,
) -> None:
    lab, giulia = company.lab, await company.person("giulia.marchetti")
    manager = company.manager_of(giulia)
    hers, theirs = await lab.open(giulia), await lab.open(manager)
    number = await company.order(giulia, "0f4a1b7e-approved-in-chat")
    await lab.until_said(theirs, "Giulia Marchetti asks for Standard laptop (RITM")
    await lab.press(theirs, "Yes, approve")
    await lab.until_said(theirs, "for Giulia Marchetti is approved.")
    await lab.until_said(hers, f"{number}: Standard laptop\nIt is approved, and the team is on it now.")

    (request,) = company.rows("sc_request", f"number={number}")
    assert (request["approval"], request["request_state"]) == ("approved", "in_process")
    assert company.rows("sc_task", f"request={request['sys_id']}"), "somebody is working on it"


async def test_a_no_ends_the_request_with_its_reason_for_who_asked_and_in_servicenow(
    company: Company,
) -> None:
    lab, giulia = company.lab, await company.person("giulia.marchetti")
    manager = company.manager_of(giulia)
    hers = await lab.open(giulia)
    number = await company.order(giulia, "0f4a1b7e-rejected-in-chat")
    theirs = await lab.open(manager)
    await lab.until_said(theirs, "Giulia Marchetti asks for Standard laptop (RITM")
    await lab.press(theirs, "No")
    await lab.write(theirs, "Yours is from last year.")
    await lab.until_said(theirs, "for Giulia Marchetti is rejected")
    await lab.until_said(
        hers, f"{number}: Standard laptop\nIt was not approved.\nThe reason: Yours is from last"
    )

    (request,) = company.rows("sc_request", f"number={number}")
    assert request["request_state"] == "closed_rejected"
    query = f"sysapproval.parent={request['sys_id']}^state=rejected"
    (row,) = company.rows("sysapproval_approver", query, sysparm_display_value="all")
    assert "Yours is from last year." in row["comments"]["display_value"]
