"""A page of HTML printed as PDF by the Chromium that set-up brings, without a network or a display."""

from __future__ import annotations

from pathlib import Path

from flows.chromium import find

PATIENCE_MS = 120_000


class NotPrinted(RuntimeError):
    """The browser made no PDF; the text holds what it said."""


def write_pdf(page: Path, to: Path) -> None:
    """Print an HTML file. Raises NoBrowser, whose text says what to run, and NotPrinted."""
    from playwright.sync_api import Error, sync_playwright  # only who prints needs it

    browser = find()
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        with sync_playwright() as playwright:
            launched = playwright.chromium.launch(**browser.launch())  # type: ignore[arg-type]
            opened = launched.new_page()
            opened.set_default_timeout(PATIENCE_MS)
            opened.goto(page.resolve().as_uri())
            opened.pdf(path=str(to), prefer_css_page_size=True)
            launched.close()
    except Error as error:
        raise NotPrinted(f"the browser printed nothing: {error}") from error
