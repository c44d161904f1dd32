"""The whole story in a real Chromium on the four real processes: employee on the left, agent on the right."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import browser, page, violations  # noqa: F401 - fixtures
from tests.browser.test_console import say
from tests.browser.test_widget import bubbles, open_chat, write
from tests.story.conftest import incidents
from tests.story.processes import ROOT, Processes

pytestmark = pytest.mark.browser

SHOTS = ROOT / "var" / "test" / "screenshots"


@pytest.fixture
async def agent(browser: Browser) -> AsyncIterator[Page]:  # noqa: F811 - the fixture of that name
    context = await browser.new_context(viewport={"width": 1360, "height": 860})
    opened = await context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    await context.close()


async def test_an_employee_is_helped_by_bot_and_person_through_a_crash_of_the_desk(
    broken_stack: Processes,
    page: Page,  # noqa: F811
    agent: Page,
) -> None:
    desk = broken_stack.urls["desk"]
    page.set_default_timeout(20_000)
    await _be(page, desk, "Giulia Marchetti")
    await open_chat(page, desk)
    await _a_flow_until_it_is_filed(page)
    number = await _told_number(page)
    (row,) = await incidents(broken_stack, number=number)
    assert row["short_description"] == "VPN connection drops on Windows laptop"
    await _ask(page, "what's the status of my ticket?", number)
    await _ask(page, "how do I share my calendar?", "Did this help?")
    await expect(page.locator(".fl-answer").last).to_contain_text("Share your Outlook calendar")

    await _agent_signs_in(agent, desk)
    await write(page, "let me talk to a person")
    await expect(page.locator(".fl-banner")).to_contain_text("number 1")
    await agent.locator("#waiting a").click()
    await agent.get_by_role("button", name="Accept", exact=True).click()
    await agent.locator("#composer").wait_for()
    await expect(page.locator(".fl-banner")).to_contain_text("You're talking to")
    await say(agent, "Hi Giulia, I have read what you tried.")
    await expect(bubbles(page, "I have read what you tried")).to_have_count(1)
    await _shoot(page, agent)

    await asyncio.to_thread(broken_stack.kill, "desk")
    await write(page, "are you still there?")
    await asyncio.to_thread(broken_stack.start, "desk")
    asked = agent.locator(".line.them").filter(has_text="are you still there?")
    await expect(asked).to_have_count(1, timeout=60_000)
    await say(agent, "Yes, I am. Please try the VPN now.")
    await expect(bubbles(page, "Please try the VPN now")).to_have_count(1, timeout=60_000)
    await expect(bubbles(page, "are you still there?")).to_have_count(1)

    await agent.get_by_role("button", name="Give back to bot").click()
    await expect(bubbles(page, "working now")).to_have_count(1, timeout=30_000)
    await page.get_by_role("button", name="Talk to a person").first.click()
    await agent.locator("#waiting a").click()
    await agent.get_by_role("button", name="Accept", exact=True).click()
    await agent.locator("#composer").wait_for()
    await agent.get_by_role("button", name="Close", exact=True).click()
    await page.get_by_role("button", name="Very good").click()
    await expect(bubbles(page, "Thank you. That helps us")).to_have_count(1)
    assert await violations(page) == []
    assert await violations(agent) == []


async def _be(page: Page, desk: str, name: str) -> None:  # noqa: F811
    await page.goto(f"{desk}/demo")
    option = page.locator("#person option").filter(has_text=name)
    await page.get_by_label("Person").select_option(await option.get_attribute("value"))
    await page.get_by_role("button", name="Be this person").click()
    await expect(page.locator("#signed-in-as")).to_contain_text(name)


async def _a_flow_until_it_is_filed(page: Page) -> None:  # noqa: F811
    await write(page, "my vpn keeps dropping")
    await expect(bubbles(page, "Your VPN connection drops while you work")).to_have_count(1)
    for title in ("Windows laptop", "No", "No, not yet"):
        await page.get_by_role("button", name=title, exact=True).last.click()
    await expect(bubbles(page, "word for word")).to_have_count(1)
    await write(page, "error 809 is what it shows")
    await expect(bubbles(page, "This may be something we know, PRB")).to_have_count(1)
    await page.get_by_role("button", name="Open a ticket", exact=True).click()
    await page.get_by_role("button", name="Yes, file it").click()


async def _told_number(page: Page) -> str:  # noqa: F811
    told = page.locator("#firstline .webchat__bubble__content").filter(has_text=re.compile(r"INC\d{7}"))
    await told.first.wait_for()
    found = re.search(r"INC\d{7}", await told.first.inner_text())
    assert found
    return found.group()


async def _ask(page: Page, text: str, answer: str) -> None:  # noqa: F811
    before = await bubbles(page, answer).count()
    await write(page, text)
    await expect(bubbles(page, answer)).to_have_count(before + 1)


async def _agent_signs_in(agent: Page, desk: str) -> None:
    await agent.goto(f"{desk}/console")
    await agent.get_by_role("radio").first.check()
    await agent.get_by_role("button", name="Sign in").click()
    await expect(agent.locator("body")).to_have_attribute("data-live", "yes")


async def _shoot(page: Page, agent: Page) -> None:  # noqa: F811
    SHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=Path(SHOTS / "employee.png"))
    await agent.screenshot(path=Path(SHOTS / "agent.png"))
