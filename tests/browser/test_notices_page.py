"""The lead's page of notices in a real browser: how many have it, and over with one click."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from desk import notices
from desk.known_outages import KnownOutages
from desk.store import affected
from desk.store.affected import Link
from desk.switchboard import AgentRef
from itsm.memory import MemoryTickets, MemoryTrouble
from itsm.trouble import Outage
from tests.browser.conftest import violations
from tests.browser.real import RealDesk
from tests.browser.test_console import sign_in

pytestmark = pytest.mark.browser
LEE = AgentRef("lee", "Lee Chan")
LONG = "https://status.example/" + "a-very-long-word" * 8


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[RealDesk]:
    """One notice in effect, one that is over, and an outage of the ticket system; two people have it."""
    real = RealDesk(tmp_path)
    await real.start()
    core = real.parts.desk
    old = await notices.publish(core, "printer", "Printing in Milan is slow.", "", LEE)
    await notices.end(core, old, LEE, "The print server was restarted.")
    text, instead = "The VPN gateway in Milan does not answer.", f"Use the web mail, {LONG}"
    number = await notices.publish(core, "vpn", text, instead, LEE)
    since = core.now() - timedelta(hours=1)
    out = Outage("OUT0010001", "Exchange", "degradation", since, "Messages are late")
    await _known(real.parts.outages, out)
    conversation = str((await real.parts.intake.open({"id": "ana", "name": "Ana Lopez"}, "web")).id)
    async with core.db.write() as connection:
        for person in ("ana", "ben"):
            link = Link(number, person, conversation, "", "vpn", "VPN", "vpn_problem", core.now())
            await affected.add(connection, link)
    yield real
    await real.stop()


async def _known(outages: KnownOutages, outage: Outage) -> None:
    outages._trouble = MemoryTrouble(MemoryTickets(), [outage])
    await outages.look()


@pytest.fixture
async def opened(page: Page, desk: RealDesk) -> Page:
    console = f"http://127.0.0.1:{desk.port}/console"
    await sign_in(page, console)
    await page.get_by_role("link", name="Notices").click()
    await expect(page.get_by_role("heading", name="Notices", exact=True)).to_be_visible()
    return page


async def test_a_lead_sees_who_has_it_and_ends_it_with_a_word_of_what_was_done(
    opened: Page, desk: RealDesk
) -> None:
    notice = opened.locator("#NTC0002")
    await expect(notice).to_contain_text("2 people affected")
    await notice.get_by_label("What was done").fill("The gateway was replaced.")
    await notice.get_by_role("button", name="End this notice").click()
    await expect(opened.locator("#NTC0002")).to_have_count(0)
    await expect(opened.locator(".over").first).to_contain_text("Done: The gateway was replaced.")
    await expect(opened.locator(".over").first).to_contain_text("0 of 2 told")


@pytest.mark.parametrize("width", [1280, 390])
async def test_the_page_reads_well_on_a_screen_and_on_a_phone(opened: Page, width: int) -> None:
    await opened.set_viewport_size({"width": width, "height": 860})
    assert await opened.evaluate("document.documentElement.scrollWidth") <= width
    assert await violations(opened) == []
