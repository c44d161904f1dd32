"""An employee's widget and an agent's console on one real desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.real import RealDesk
from tests.browser.test_console import say, sign_in
from tests.browser.test_widget import BOX, PIXEL, bubbles, open_chat, write

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[RealDesk]:
    real = RealDesk(tmp_path)
    await real.start()
    yield real
    await real.stop()


@pytest_asyncio.fixture
async def agent(browser: Browser) -> AsyncIterator[Page]:
    """The agent's own browser profile: another person's cookies."""
    context = await browser.new_context(viewport={"width": 1360, "height": 860})
    page = await context.new_page()
    page.set_default_timeout(10_000)
    yield page
    await context.close()


async def be_ana(page: Page, address: str) -> None:
    await page.goto(f"{address}/demo")
    await page.get_by_label("Person").select_option("ana")
    await page.get_by_role("button", name="Be this person").click()
    await expect(page.locator("#signed-in-as")).to_have_text("You are Ana Lopez.")


async def test_from_a_problem_to_a_person_and_back_to_work(
    page: Page, agent: Page, desk: RealDesk, tmp_path: Path
) -> None:
    address = f"http://127.0.0.1:{desk.port}"
    await sign_in(agent, f"{address}/console")
    await be_ana(page, address)
    await open_chat(page, address)
    await write(page, "my vpn keeps dropping.")
    await expect(bubbles(page, "Please restart the VPN client.")).to_have_count(1)
    await expect(page.locator(".fl-answer")).to_contain_text("From “When the VPN drops”, version 3")
    await page.get_by_role("button", name="Talk to a person").click()
    await expect(page.locator(".fl-banner")).to_have_text("You are number 1 in the queue")

    await agent.locator("#waiting a").click()
    await agent.get_by_role("button", name="Accept", exact=True).click()
    await agent.locator("#composer").wait_for()
    await expect(page.locator(".fl-banner")).to_have_text("You're talking to Lee Chan from the service desk")
    await say(agent, "Hi Ana, can you send me a picture?")
    await expect(bubbles(page, "Hi Ana, can you send me a picture?")).to_have_count(1)
    (tmp_path / "screen.png").write_bytes(PIXEL)
    await page.set_input_files('#firstline input[type="file"]', tmp_path / "screen.png")
    await expect(agent.locator("#transcript img")).to_have_count(1)
    await page.locator(BOX).press_sequentially("it is")
    await expect(agent.locator("#typing")).to_have_text("Ana Lopez is typing…")
    await write(page, "it is working again")
    await expect(agent.locator(".line.them").filter(has_text="it is working again")).to_have_count(1)

    await agent.get_by_role("button", name="Close", exact=True).click()
    await page.get_by_role("button", name="Very good").click()
    await expect(agent.locator("#transcript")).to_contain_text("Rated the agent: 5 of 5")
    await expect(page.get_by_role("button", name="Start a new conversation")).to_be_visible()


async def test_the_desk_dies_between_them_and_both_windows_come_back(
    page: Page, agent: Page, desk: RealDesk
) -> None:
    address = f"http://127.0.0.1:{desk.port}"
    await sign_in(agent, f"{address}/console")
    await be_ana(page, address)
    await open_chat(page, address)
    await write(page, "let me talk to a person.")
    await agent.locator("#waiting a").click()
    await agent.get_by_role("button", name="Accept", exact=True).click()
    await agent.locator("#composer").wait_for()
    await say(agent, "good morning")
    await expect(bubbles(page, "good morning")).to_have_count(1)
    await desk.stop()
    await expect(page.get_by_role("alert").filter(has_text="Reconnecting")).to_be_visible()
    await write(page, "still here")
    await desk.start()
    await expect(agent.locator(".line.them").filter(has_text="still here")).to_have_count(1, timeout=40_000)
    await say(agent, "so am I")
    await expect(bubbles(page, "so am I")).to_have_count(1, timeout=20_000)
    for text in ("good morning", "still here", "so am I"):
        await expect(bubbles(page, text)).to_have_count(1)
