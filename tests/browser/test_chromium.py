"""The browser that the other tests of this folder need."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from flows import chromium
from tests.browser.conftest import violations


@pytest.mark.browser
async def test_the_chromium_of_the_npm_package_starts_without_root_and_packages(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<h1>Hello</h1>")
    assert await page.inner_text("h1") == "Hello"


@pytest.mark.browser
async def test_axe_does_find_what_is_wrong(page: Page) -> None:
    await page.set_content('<html lang="en"><title>t</title><main><h1>x</h1><img src="data:,"></main></html>')
    assert [found.split(":")[0] for found in await violations(page)] == ["image-alt"]


def test_without_any_chromium_the_error_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(chromium.NoBrowser, match="npm ci"):
        chromium.find(tmp_path)
