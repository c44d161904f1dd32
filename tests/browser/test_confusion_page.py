"""The confusion report in a real browser: readable to everybody, on a screen, a phone and paper."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.async_api import Page

from stack import confusion_page
from stack.heard import Heard, Near
from tests.browser.conftest import violations


@pytest.fixture
async def report(page: Page) -> Page:
    names = [f"intent_number_{n:02}_problem" for n in range(40)]
    wrong = pairwise(names)
    lines = [Heard(f"my {one}", one, two, 0.5, (), (Near("a line", two, 0.7),)) for one, two in wrong]
    right = [Heard(f"the {one}", one, one, 0.9, (), (Near("a line", one, 0.8),)) for one in names]
    await page.set_content(confusion_page.page([*lines, *right], "Release r1"))
    return page


@pytest.mark.browser
async def test_axe_finds_nothing_on_the_confusion_report(report: Page) -> None:
    assert await violations(report) == []


@pytest.mark.browser
@pytest.mark.parametrize(("media", "width"), [("screen", 1200), ("screen", 390), ("print", 688)])
async def test_the_page_is_never_wider_than_what_it_is_shown_on(report: Page, media: str, width: int) -> None:
    await report.emulate_media(media=media)  # type: ignore[arg-type]
    await report.set_viewport_size({"width": width, "height": 900})
    assert await report.evaluate("document.documentElement.scrollWidth") <= width
