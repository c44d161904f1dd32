"""What happens to requests and their approvals elsewhere: each change once, in memory and over http."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import pytest

from itsm.catalogue import Approval, Catalogue, Item, Order, Request
from itsm.catalogue_changes import CatalogueChanges
from itsm.cursor import Cursor
from itsm.memory import MemoryCatalogue, MemoryCatalogueChanges
from itsm.servicenow import connect

MONITOR = Item("4" * 32, "27-inch monitor")
LAPTOP = Item("3" * 32, "Standard laptop")
ANSWERS = {"operating_system": "macos"}


@dataclass
class Shop:
    """One implementation, who orders there and what."""

    catalogue: Catalogue
    changes: CatalogueChanges
    ana: str
    ana_is: str
    free: str
    approved: str
    practice: Any = None

    def __post_init__(self) -> None:
        self.asked = self.ordered = Cursor(datetime.now(timezone.utc).replace(microsecond=0))

    async def order(self, item: str = "") -> Request:
        order = Order(item or self.approved, self.ana, datetime.now(timezone.utc), answers=ANSWERS)
        return await self.catalogue.order(order, key=str(uuid.uuid4()))

    async def new_approvals(self) -> list[Approval]:
        found, self.asked = await self.changes.approvals(Cursor.from_json(self.asked.to_json()))
        return [*found]

    async def new_requests(self) -> list[Request]:
        found, self.ordered = await self.changes.requests(Cursor.from_json(self.ordered.to_json()))
        return [*found]

    async def from_now(self) -> None:
        """Read what other tests did."""
        while await self.new_approvals() or await self.new_requests():
            pass


@pytest.fixture(params=["memory", "http", "http_without_admin"])
async def shop(request: pytest.FixtureRequest) -> AsyncIterator[Shop]:
    if request.param == "memory":
        catalogue = MemoryCatalogue([LAPTOP, MONITOR], None, lambda i, p: "ben" if i == LAPTOP.id else "")
        yield Shop(catalogue, MemoryCatalogueChanges(catalogue), "ana", "ana", MONITOR.id, LAPTOP.id)
        return
    practice = request.getfixturevalue("practice")
    account = {"user": "integration", "password": "integration"} if request.param != "http" else {}
    sn = connect(practice.settings(**account))
    people = {person.user_name: person for person in await sn.directory.people(limit=300)}
    items = {item.name: item.id for item in await sn.catalogue.search("", limit=200)}
    ana = people["giulia.marchetti"]
    free, approved = items["27-inch monitor"], items["Standard laptop"]
    yield Shop(sn.catalogue, sn.catalogue_changes, ana.id, ana.name, free, approved, practice)
    sn.close()


async def test_an_approval_is_given_when_it_is_asked_for_and_when_it_is_answered(shop: Shop) -> None:
    await shop.from_now()
    await shop.order(shop.free)
    await shop.order()
    (asked,) = await shop.new_approvals()
    nothing = await shop.new_approvals()
    await shop.catalogue.decide(asked.id, "rejected", reason="No budget left.", approver=asked.approver)
    (answered,) = await shop.new_approvals()

    assert (asked.state, asked.text, asked.asked_by) == ("requested", "Standard laptop", shop.ana_is)
    assert nothing == []
    assert (answered.id, answered.state, answered.reason) == (asked.id, "rejected", "No budget left.")
    assert await shop.catalogue.approval(asked.id, approver=asked.approver) == answered
    assert await shop.catalogue.approval(asked.id, approver="c" * 32) is None


async def test_a_request_is_given_with_each_stage_and_with_its_answers(shop: Shop) -> None:
    await shop.from_now()
    made = await shop.order()
    (asked,) = await shop.new_approvals()
    before = await shop.new_requests()
    await shop.catalogue.decide(asked.id, "approved", reason="", approver=asked.approver)
    after = await shop.new_requests()

    assert [(r.number, r.stage) for r in before] == [(made.number, "waiting_for_approval")]
    assert [(r.number, r.stage, r.requested_for) for r in after] == [(made.number, "in_progress", shop.ana)]
    assert await shop.new_requests() == []
    assert [(a.id, a.state) for a in await shop.changes.answers(after[0])] == [(asked.id, "approved")]


async def test_what_costs_something_says_so_to_its_approver(shop: Shop) -> None:
    if not shop.practice:
        pytest.skip("memory sells nothing")
    await shop.from_now()
    await shop.order()
    (asked,) = await shop.new_approvals()

    assert "1" in asked.price
    assert [a.id for a in await shop.catalogue.approvals(approver=asked.approver, limit=50) if a == asked]


async def test_an_approval_of_something_else_than_a_request_is_not_for_the_chat(shop: Shop) -> None:
    if not shop.practice:
        pytest.skip("memory has requests only")
    await shop.from_now()
    change = shop.practice.call(
        "POST", "/api/now/table/change_request", json={"short_description": "New router"}
    )
    row = {"approver": shop.ana, "sysapproval": change["sys_id"], "state": "requested"}
    shop.practice.call("POST", "/api/now/table/sysapproval_approver", json=row)

    assert await shop.new_approvals() == []
    assert "New router" not in [a.text for a in await shop.catalogue.approvals(approver=shop.ana, limit=50)]
