"""A catalogue whose laptop needs Ben's yes, and a desk in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desk.approvals import ApprovalsWatch
from desk.bootstrap import make_parts
from desk.request_changes import RequestChangesWatch
from desk.settings import Settings
from desk.store.migrate import migrate
from itsm.catalogue import Approval, Item, Order, Verdict
from itsm.memory import MemoryCatalogue, MemoryCatalogueChanges, MemoryDirectory, MemoryTickets
from tests.desk.conftest import Lab, ScriptedBot, SettableClock

LAPTOP = Item("3" * 32, "Standard laptop")
MONITOR = Item("4" * 32, "27-inch monitor")
BEN = {"id": "ben", "name": "Ben Ode", "verified": True, "audiences": ["all"], "time_zone": "UTC"}
EVE = {**BEN, "id": "eve", "name": "Eve Moss"}


class Shop(MemoryCatalogue):
    """A laptop needs Ben's yes. The shop is sometimes closed, or takes no decision."""

    def __init__(self, clock: SettableClock) -> None:
        super().__init__(
            [LAPTOP, MONITOR], None, lambda item, _: "ben" if item == LAPTOP.id else "", clock.now
        )
        self.fails: Exception | None = None
        self.read = 0  # approvals looked at one by one
        self.decided: list[tuple[str, Verdict, str]] = []

    async def decide(self, approval_id: str, verdict: Verdict, *, reason: str, approver: str) -> Approval:
        if self.fails:
            raise self.fails
        made = await super().decide(approval_id, verdict, reason=reason, approver=approver)
        self.decided.append((approver, verdict, reason))
        return made

    async def approval(self, approval_id: str, *, approver: str) -> Approval | None:
        self.read += 1
        if self.fails:
            raise self.fails
        return await super().approval(approval_id, approver=approver)

    async def wanted(self, item: Item = LAPTOP) -> str:
        """Ana orders it; the request's number."""
        order = Order(item.id, "ana", self.now())
        return (await self.order(order, key=f"key-of-ana-{len(self.orders)}")).number


class Office(Lab):
    """A desk whose people order and approve."""

    shop: Shop
    changes: MemoryCatalogueChanges

    async def look(self) -> None:
        """The desk's watches, as a process that was started just now has them."""
        desk = self.parts.desk
        watch = ApprovalsWatch(desk, self.shop, self.changes)
        await watch.look()
        await watch.ask_waiting()
        await self.look_at_requests()

    async def look_at_requests(self) -> None:
        await RequestChangesWatch(self.parts.desk, self.shop, self.changes).look()

    async def told(self, conversation: str, key: str) -> list[str]:
        events = await self.events(conversation)
        return [str(e.data["text"]) for e in events if e.data.get("key") == key]

    async def asked_in(self, conversation: str) -> list[str]:
        return await self.told(conversation, "approval_asked")

    async def deliver(self) -> None:
        """What the press put in the outbox, and what follows from it."""
        await self.parts.outbox.deliver_due()
        await self.look()

    async def works(self, conversation: str) -> list[str]:
        return [str(e.data["state"]) for e in await self.events(conversation) if e.kind == "work"]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Office]:
    """An office that has looked once."""
    await migrate(settings.database)
    bot, clock, tickets = ScriptedBot(), SettableClock(), MemoryTickets(callers={"ana"})
    shop = Shop(clock)
    changes = MemoryCatalogueChanges(shop)
    parts = make_parts(
        settings,
        clock=clock,
        bot=bot,
        tickets=tickets,
        directory=MemoryDirectory(()),
        catalogue=shop,
        catalogue_changes=changes,
    )
    made = Office(parts, bot, clock, tickets)
    made.shop, made.changes = shop, changes
    await made.look()
    yield made
    await parts.turns.stop()
    await parts.desk.db.close()
