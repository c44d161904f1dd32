"""One Chromium for the tests of this folder; a fresh page and a fresh desk for each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from flows import chromium
from tests.browser.stub import Stub

AXE = Path(chromium.ROOT) / "node_modules" / "axe-core" / "axe.min.js"


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(**chromium.find().launch())  # type: ignore[arg-type]
        yield launched
        await launched.close()


@pytest_asyncio.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that fails its test when the browser complained: an error, or the security policy."""
    context = await browser.new_context(viewport={"width": 1280, "height": 860}, bypass_csp=False)
    opened = await context.new_page()
    opened.set_default_timeout(10_000)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
    yield opened
    await context.close()
    assert complaints == []


@pytest_asyncio.fixture
async def stub() -> AsyncIterator[Stub]:
    desk = Stub()
    await desk.start()
    yield desk
    await desk.stop()


@pytest.fixture
def address(stub: Stub) -> str:
    return f"http://127.0.0.1:{stub.port}"


async def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, as "rule: the first element"; empty is right."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:200]} {v['nodes'][0].get('failureSummary', '')[:300]}"
        for v in found["violations"]
    ]
