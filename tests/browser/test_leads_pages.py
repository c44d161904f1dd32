"""What leads and agents read beside the queue, in a real browser: alerts, calls and complaints."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from desk.store import outbox, records
from itsm.memory.stock import MemoryStock
from tests.browser.conftest import violations
from tests.browser.real import ANA, RealDesk
from tests.browser.test_console import sign_in

pytestmark = pytest.mark.browser

CALL = datetime(2025, 11, 25, 14, 0, tzinfo=UTC)
LONG = "https://status.example/" + "a-very-long-word" * 8
PIECES = {("Dock USB-C", "Milan"): 0, ("Mouse M1", "Milan"): 3, ("Mouse M1", "Manila"): 2}


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[RealDesk]:
    """A call and two complaints, one of them late; work that was refused; two models that run out."""
    real = RealDesk(tmp_path)
    await real.start()
    core = real.parts.desk
    real.parts.low_stock._stock = MemoryStock(dict(PIECES))
    await real.parts.low_stock.look()
    c = str((await real.parts.intake.open(ANA, "web", time_zone="Asia/Manila")).id)
    who, now = {"name": "Ana Lopez", "verified": True}, core.now()
    async with core.db.write() as connection:
        for kind, due, data in (
            ("callback", CALL, {"phone": "+63 2 8123 4567", "reference": "FL-7K3Q2M", **who}),
            ("complaint", now - timedelta(hours=3), {"text": f"Three days without a laptop! {LONG}", **who}),
            (
                "complaint",
                now + timedelta(hours=3),
                {"text": "Nobody called.", "name": "", "verified": False},
            ),
        ):
            await records.add(connection, kind, c, owner="", due=due, at=now, data=data)
        await outbox.put(
            connection, kind="work", key="k1", conversation=c, at=now, state="dead",
            payload={"operation": "incident.open", "reference": "FL-9QX4TT", "payload": {}},
            result={"why": "caller_id: no such person"},
        )  # fmt: skip
    yield real
    await real.stop()


@pytest.fixture
def console(desk: RealDesk) -> str:
    return f"http://127.0.0.1:{desk.port}/console"


async def test_a_lead_finds_the_alerts_by_their_number_and_each_leads_on(page: Page, console: str) -> None:
    await sign_in(page, console)
    link = page.get_by_role("link", name="Alerts")
    await expect(link).to_have_text("Alerts 5")
    await link.click()
    await expect(page.locator("article h2")).to_have_text(
        ["Call CBK0001", "Complaint CMP0001", "FL-9QX4TT", "Dock USB-C", "Mouse M1"]
    )
    await page.get_by_role("link", name="Open the record").last.click()
    await expect(page.locator("#CMP0001")).to_be_in_viewport()


async def test_the_number_in_the_header_follows_what_happens(
    page: Page, desk: RealDesk, console: str
) -> None:
    await sign_in(page, console)
    await expect(page.locator("#alert-count")).to_have_text("5")
    desk.parts.low_stock._stock = MemoryStock(dict.fromkeys(PIECES, 30))
    await desk.parts.low_stock.look()
    await desk.handoff()
    await expect(page.locator("#alert-count")).to_have_text("3")


async def test_a_call_is_shown_on_the_agents_clock_and_on_the_persons(browser: Browser, console: str) -> None:
    context = await browser.new_context(timezone_id="Europe/Rome", locale="en-GB")
    page = await context.new_page()
    await sign_in(page, console)
    await page.goto(f"{console}/records")
    call = page.locator("#CBK0001")
    await expect(call.locator("time")).to_have_text("25 Nov, 15:00 CET")
    await expect(call).to_contain_text("On their clock: Tue 25 Nov 22:00 (Asia/Manila)")
    await context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["alerts", "records", "notices", "outbox"])
async def test_the_pages_read_well_on_a_screen_and_on_a_phone(
    page: Page, console: str, name: str, width: int
) -> None:
    await sign_in(page, console)
    await page.set_viewport_size({"width": width, "height": 860})
    await page.goto(f"{console}/{name}")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await violations(page) == []
