"""The chat widget in a real Chromium, against a desk whose part the test plays."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import violations
from tests.browser.stub import Stub

pytestmark = pytest.mark.browser

BOX = '[data-id="webchat-sendbox-input"]'
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def open_chat(page: Page, address: str) -> None:
    await page.goto(f"{address}/demo")
    await page.get_by_role("button", name="Ask the service desk").click()
    await page.locator(BOX).wait_for()
    await expect(page.locator("#firstline-panel")).to_have_attribute("data-connection", "online")


async def write(page: Page, text: str) -> None:
    await page.fill(BOX, text)
    await page.keyboard.press("Enter")


def bubbles(page: Page, text: str):  # type: ignore[no-untyped-def]
    return page.locator("#firstline .webchat__bubble__content").filter(has_text=text)


async def test_the_chat_is_loaded_only_when_somebody_opens_it(page: Page, stub: Stub, address: str) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    await page.goto(f"{address}/demo")
    await page.get_by_role("button", name="Ask the service desk").wait_for()
    assert not [url for url in loaded if "webchat" in url]
    await page.get_by_role("button", name="Ask the service desk").click()
    await page.locator(BOX).wait_for()
    assert [url for url in loaded if "webchat" in url]
    assert stub.opened == 0, "looking is no conversation yet"


async def test_three_quick_messages_arrive_once_each_and_in_order(
    page: Page, stub: Stub, address: str
) -> None:
    await open_chat(page, address)
    for text in ("hi", "outlook", "isnt working"):
        await write(page, text)
    await expect(bubbles(page, "isnt working")).to_have_count(1)
    await stub.until(lambda: len(stub.messages) == 3)
    stub.say("Outlook on your computer does not open.")
    await expect(bubbles(page, "Outlook on your computer")).to_have_count(1)
    assert [m["text"] for m in stub.messages] == ["hi", "outlook", "isnt working"]
    for text in ("hi", "outlook", "isnt working"):
        await expect(
            page.locator("#firstline").get_by_text(text, exact=True).locator("visible=true")
        ).to_have_count(1)


async def test_a_message_whose_answer_was_lost_is_sent_again_with_its_id_and_shown_once(
    page: Page, stub: Stub, address: str
) -> None:
    await open_chat(page, address)
    stub.refuse, stub.lose_answers = 1, 1
    await write(page, "my vpn keeps dropping")
    await expect(bubbles(page, "my vpn keeps dropping")).to_have_count(1)
    await stub.until(lambda: len(stub.messages) == 1 and len(stub.tries) >= 2)
    stub.say("Which computer do you use?")
    await expect(bubbles(page, "Which computer")).to_have_count(1)
    await expect(bubbles(page, "my vpn keeps dropping")).to_have_count(1)
    assert len(stub.messages) == 1
    assert len(stub.tries) >= 2
    assert len(set(stub.tries)) == 1


async def test_the_widget_reconnects_after_a_restart_and_nothing_is_lost_or_doubled(
    page: Page, stub: Stub, address: str
) -> None:
    await open_chat(page, address)
    await write(page, "before")
    await stub.until(lambda: len(stub.messages) == 1)
    stub.say("heard one")
    await expect(bubbles(page, "heard one")).to_have_count(1)
    await stub.stop()
    await expect(page.get_by_role("alert").filter(has_text="Reconnecting")).to_be_visible()
    await write(page, "written while away")
    await expect(bubbles(page, "written while away")).to_have_count(1)
    stub.say("said while away")
    await stub.start()
    await expect(bubbles(page, "said while away")).to_have_count(1)
    await expect(page.get_by_role("alert").filter(has_text="Reconnecting")).to_be_hidden()
    for text in ("before", "heard one", "written while away", "said while away"):
        await expect(bubbles(page, text)).to_have_count(1)
    assert [m["text"] for m in stub.messages] == ["before", "written while away"]


async def test_a_reloaded_page_shows_the_whole_conversation_once(
    page: Page, stub: Stub, address: str
) -> None:
    await open_chat(page, address)
    await write(page, "my printer is on fire")
    await stub.until(lambda: len(stub.messages) == 1)
    stub.say("Step away from it, please.")
    await expect(bubbles(page, "Step away")).to_have_count(1)
    await open_chat(page, address)
    await expect(bubbles(page, "my printer is on fire")).to_have_count(1)
    await expect(bubbles(page, "Step away")).to_have_count(1)
    assert stub.opened == 1


async def test_what_was_written_while_the_desk_was_away_survives_a_reload(
    page: Page, stub: Stub, address: str
) -> None:
    await open_chat(page, address)
    await write(page, "first")
    await stub.until(lambda: len(stub.messages) == 1)
    stub.refuse = 10_000
    await write(page, "kept")
    await page.wait_for_function("sessionStorage['firstline.outbox']?.includes('kept')")
    stub.refuse = 0
    await open_chat(page, address)
    await stub.until(lambda: len(stub.messages) == 2)
    await expect(bubbles(page, "kept")).to_have_count(1)
    assert [m["text"] for m in stub.messages] == ["first", "kept"]


async def test_a_button_is_pressed_once_and_sends_its_opaque_id(page: Page, stub: Stub, address: str) -> None:
    await open_chat(page, address)
    await write(page, "vpn")
    await stub.until(lambda: len(stub.messages) == 1)
    stub.say(
        "Which computer?", buttons=[{"id": "opaque1", "title": "Windows"}, {"id": "opaque2", "title": "Mac"}]
    )
    button = page.get_by_role("button", name="Windows")
    await button.click()
    await expect(page.locator(".fl-button").first).to_be_disabled()
    await expect(page.locator(".fl-button").last).to_be_disabled()
    await expect(bubbles(page, "Windows")).to_have_count(2)  # the question with its button, and the answer
    assert [m.get("button") for m in stub.messages[1:]] == ["opaque1"]
    stub.say("Next?", buttons=[{"id": "opaque3", "title": "Yes"}])
    await expect(page.get_by_role("button", name="Yes")).to_be_enabled()


async def test_an_answer_quotes_its_article_and_names_title_and_version(
    page: Page, stub: Stub, address: str
) -> None:
    await open_chat(page, address)
    await write(page, "how do I share my calendar?")
    await stub.until(lambda: len(stub.messages) == 1)
    card = {
        "card": "answer", "article": "cal", "version": "4", "title": "Share your calendar", "heading": "",
        "passage": "Open **Calendar**", "passage_html": "<p>Open <strong>Calendar</strong></p>", "score": 0.9,
        "link": "javascript:alert(1)",
    }  # fmt: skip
    stub.say("Here is what our guide says.", card=card)
    quote = page.locator(".fl-answer")
    await expect(quote).to_contain_text("From “Share your calendar”, version 4")
    await expect(quote.locator("strong")).to_have_text("Calendar")
    await expect(quote.locator("a")).to_have_count(0)


async def test_hostile_words_are_shown_as_words(page: Page, stub: Stub, address: str) -> None:
    await open_chat(page, address)
    hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    await write(page, hostile)
    await stub.until(lambda: len(stub.messages) == 1)
    stub.say(f"{hostile} [press](javascript:alert(1))", role="agent", kind="agent_message", name="<b>Ana</b>")
    await expect(bubbles(page, "onerror")).to_have_count(2)
    assert await page.title() == "Larkfield · IT help"
    assert await page.locator("#firstline .fl-bubble :is(script, img)").count() == 0
    assert await page.locator('#firstline a[href^="javascript"]').count() == 0


async def test_a_person_is_asked_for_by_the_control_and_the_banner_tells_place_and_name(
    page: Page, stub: Stub, address: str
) -> None:
    await open_chat(page, address)
    await page.get_by_role("button", name="Talk to a person").click()
    banner = page.locator(".fl-banner")
    await expect(banner).to_have_text("You are number 2 in the queue")
    stub.holder, stub.place = "AGENT", None
    stub.say("Ana is here.", role="desk", kind="notice", agent="Ana Lopez")
    await expect(banner).to_have_text("You're talking to Ana Lopez from the service desk")
    assert await page.evaluate("document.activeElement.dataset.id") == "webchat-sendbox-input"


async def test_after_the_close_one_can_rate_and_begin_anew(page: Page, stub: Stub, address: str) -> None:
    await open_chat(page, address)
    await write(page, "hello")
    await stub.until(lambda: len(stub.messages) == 1)
    stub.holder = "CLOSED"
    stub.say("This conversation is closed.", role="desk", kind="notice")
    stub.say("How was it?", role="desk", kind="survey", buttons=[{"id": "five", "title": "Very good"}])
    await page.get_by_role("button", name="Very good").click()
    await expect(page.locator(".fl-button")).to_be_disabled()
    await expect(page.locator(BOX)).to_be_hidden()
    await page.get_by_role("button", name="Start a new conversation").click()
    await expect(bubbles(page, "Tell me what isn't working")).to_have_count(1)
    await write(page, "another thing")
    await stub.until(lambda: len(stub.messages) == 3)
    await expect(bubbles(page, "another thing")).to_have_count(1)
    assert stub.messages[1]["button"] == "five"
    assert stub.opened == 2


async def test_a_picture_is_uploaded_and_shown(page: Page, stub: Stub, address: str, tmp_path: Path) -> None:
    await open_chat(page, address)
    await write(page, "see this")
    await stub.until(lambda: len(stub.messages) == 1)
    (tmp_path / "screen.png").write_bytes(PIXEL)
    await page.set_input_files('#firstline input[type="file"]', tmp_path / "screen.png")
    await expect(page.locator('#firstline img[src$="/api/attachments/a1"]')).to_have_count(1)
    assert stub.images == {"a1": PIXEL}
    assert stub.messages[-1]["attachment"] == "a1"


async def test_a_message_that_is_refused_says_why(page: Page, stub: Stub, address: str) -> None:
    await open_chat(page, address)
    await write(page, "x" * 4001)
    await expect(page.get_by_role("alert").filter(has_text="That is too long.")).to_be_visible()
    await write(page, "short")
    await stub.until(lambda: len(stub.messages) == 1)
    assert [m["text"] for m in stub.messages] == ["short"]


async def test_axe_finds_nothing_on_page_and_widget(page: Page, stub: Stub, address: str) -> None:
    await page.goto(f"{address}/demo")
    await page.get_by_role("button", name="Ask the service desk").wait_for()
    assert await violations(page) == []
    await open_chat(page, address)
    assert await violations(page) == []
    await write(page, "vpn")
    await stub.until(lambda: len(stub.messages) == 1)
    stub.say("Try **this**", buttons=[{"id": "a", "title": "Done"}, {"id": "b", "title": "Did not help"}])
    await page.get_by_role("button", name="Done").click()
    stub.holder, stub.place = "QUEUE", 1
    tickets = [{"number": "INC0010001", "state": "New", "short_description": "VPN", "last_comment": "soon"}]
    stub.say("Yours:", card={"card": "tickets", "items": tickets})
    await page.locator(".fl-tickets").wait_for()
    assert await violations(page) == []


async def test_a_phone_shows_the_chat_without_sideways_scrolling(
    page: Page, stub: Stub, address: str
) -> None:
    await page.set_viewport_size({"width": 360, "height": 640})
    await open_chat(page, address)
    await write(page, "w" * 300)
    await stub.until(lambda: len(stub.messages) == 1)
    stub.say(
        "https://example.com/" + "a" * 200,
        buttons=[{"id": "a", "title": "A rather long title of a button here"}],
    )
    await page.locator(".fl-button").wait_for()
    box = await page.locator("#firstline-panel").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 360)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert await page.evaluate("document.querySelector('.fl-chat').scrollWidth") <= 360
