"""The agents' console in a real Chromium, against the real desk with scripted bot answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import violations
from tests.browser.real import RealDesk

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[RealDesk]:
    real = RealDesk(tmp_path)
    await real.start()
    yield real
    await real.stop()


@pytest.fixture
def console(desk: RealDesk) -> str:
    return f"http://127.0.0.1:{desk.port}/console"


async def sign_in(page: Page, console: str) -> None:
    await page.goto(console)
    await page.get_by_label("Lee Chan").check()
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    await expect(page.locator("body")).to_have_attribute("data-live", "yes")


async def accept(page: Page, desk: RealDesk) -> str:
    conversation = await desk.handoff()
    await page.locator("#waiting a").click()
    await page.get_by_role("button", name="Accept", exact=True).click()
    await page.locator("#composer").wait_for()
    await expect(page.locator("body")).to_have_attribute("data-live", "yes")
    return conversation


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.keyboard.press("Enter")


async def test_a_new_conversation_appears_without_a_reload_and_is_announced(
    page: Page, desk: RealDesk, console: str
) -> None:
    await sign_in(page, console)
    await expect(page.locator("#waiting a")).to_have_count(0)
    await desk.handoff()
    row = page.locator("#waiting a")
    await expect(row).to_contain_text("Ana Lopez")
    await expect(row).to_contain_text("VPN")
    await expect(row).to_contain_text("let me talk to a person")
    await expect(page.locator("#arrived")).to_have_text("Ana Lopez is waiting: VPN")
    await expect(page).to_have_title("(1) Console · Firstline")


async def test_the_agent_sees_problem_and_steps_before_the_first_word(
    page: Page, desk: RealDesk, console: str
) -> None:
    await sign_in(page, console)
    await accept(page, desk)
    context = page.locator("#context")
    await expect(context).to_contain_text("The VPN client on the Windows laptop drops its connection")
    await expect(context.locator(".steps li").first).to_contain_text("Try another network")
    await expect(context.locator(".steps li").first).to_contain_text("It drops there too")
    await expect(context).to_contain_text("Sales lead")
    await expect(context).to_contain_text("VIP")
    await expect(page.locator("#transcript")).to_contain_text(
        "my vpn keeps dropping <script>alert(1)</script>"
    )


async def test_both_write_live_and_the_focus_stays_in_the_composer(
    page: Page, desk: RealDesk, console: str
) -> None:
    await sign_in(page, console)
    conversation = await accept(page, desk)
    await say(page, "Hi Ana, <b>Lee</b> here.")
    await expect(page.locator(".line.us").filter(has_text="Hi Ana, <b>Lee</b> here.")).to_have_count(1)
    await page.fill("#text", "half a thou")
    await desk.write(conversation, "thanks, I am restarting it")
    await expect(page.locator(".line.them").filter(has_text="restarting it")).to_have_count(1)
    await expect(page.locator("#text")).to_be_focused()
    await expect(page.locator("#text")).to_have_value("half a thou")


async def test_a_note_is_for_colleagues_only(page: Page, desk: RealDesk, console: str) -> None:
    await sign_in(page, console)
    conversation = await accept(page, desk)
    await page.get_by_role("button", name="Note", exact=True).click()
    await say(page, "gateway milan-2 again")
    await expect(page.locator(".line.note")).to_contain_text("gateway milan-2 again")
    await expect(page.locator("#context")).to_contain_text("gateway milan-2 again")
    assert "gateway" not in " ".join(await desk.seen_by_the_person(conversation))


async def test_a_restart_of_the_desk_loses_and_doubles_nothing(
    page: Page, desk: RealDesk, console: str
) -> None:
    await sign_in(page, console)
    conversation = await accept(page, desk)
    await say(page, "one")
    await expect(page.locator(".line.us")).to_have_count(1)
    await desk.stop()
    await expect(page.locator("#line-state")).to_be_visible()
    await page.fill("#text", "still typing")
    await desk.start()
    await expect(page.locator("#line-state")).to_be_hidden(timeout=30_000)
    await desk.write(conversation, "are you there?")
    await expect(page.locator(".line.them").filter(has_text="are you there?")).to_have_count(1)
    await expect(page.locator("#text")).to_have_value("still typing")
    await page.locator("#text").press("Enter")
    await expect(page.locator(".line.us").filter(has_text="still typing")).to_have_count(1)
    ids = await page.eval_on_selector_all("#transcript > *", "all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    assert ids == sorted(ids, key=lambda one: int(one.removeprefix("e-")))


async def test_given_back_to_the_bot_the_agent_can_no_longer_write(
    page: Page, desk: RealDesk, console: str
) -> None:
    await sign_in(page, console)
    await accept(page, desk)
    await page.get_by_label("What did you do?").fill("reset the gateway")
    await page.get_by_role("button", name="Give back to bot").click()
    await expect(page.locator("#actions")).to_contain_text("The bot has this conversation.")
    await expect(page.locator("#transcript")).to_contain_text(
        "Lee Chan gave it back to the bot: reset the gateway"
    )
    await expect(page.locator("#composer")).to_have_count(0)


async def test_a_close_says_what_came_of_it_and_is_no_longer_mine(
    page: Page, desk: RealDesk, console: str
) -> None:
    await sign_in(page, console)
    await accept(page, desk)
    await page.get_by_label("What came of it?").select_option("incident")
    await page.get_by_role("button", name="Close", exact=True).click()
    await expect(page.locator("#actions")).to_contain_text("Closed.")
    await expect(page.locator("#transcript")).to_contain_text("Lee Chan closed it: Became an incident")
    await expect(page.locator("#mine")).to_have_count(0)


async def test_declined_with_a_reason_it_waits_on_and_keeps_the_reason(
    page: Page, desk: RealDesk, console: str
) -> None:
    await sign_in(page, console)
    await desk.handoff()
    await page.locator("#waiting a").click()
    await page.get_by_label("Why is it not for you?").fill("not my domain")
    await page.get_by_role("button", name="Decline").click()
    await page.locator("#waiting a").click()
    await expect(page.locator("#transcript")).to_contain_text("Lee Chan declined: not my domain")


async def test_who_comes_second_is_told_and_sees_who_has_it(page: Page, desk: RealDesk, console: str) -> None:
    await sign_in(page, console)
    conversation = await desk.handoff()
    await page.locator("#waiting a").wait_for()
    await page.route("**/console/events**", lambda route: route.abort())  # the next page hears nothing
    await page.locator("#waiting a").click()
    await page.get_by_role("button", name="Accept", exact=True).wait_for()
    await desk.accept_as_kim(conversation)
    await page.get_by_role("button", name="Accept", exact=True).click()
    await expect(page.get_by_role("alert").filter(has_text="Somebody else was quicker")).to_be_visible()
    await expect(page.locator("#actions")).to_contain_text("A colleague has this conversation.")


async def test_without_a_session_there_is_only_the_sign_in(page: Page, desk: RealDesk, console: str) -> None:
    conversation = await desk.handoff()
    await page.goto(f"{console}/c/{conversation}")
    assert page.url == f"{console}/sign-in"
    posted = await page.request.post(f"{console}/c/{conversation}/accept", form={"csrf": "x"})
    assert posted.status == 401


async def test_a_button_of_another_page_does_nothing(page: Page, desk: RealDesk, console: str) -> None:
    await sign_in(page, console)
    conversation = await desk.handoff()
    forged = await page.request.post(f"{console}/c/{conversation}/accept", form={"csrf": "guessed"})
    assert forged.status == 403
    foreign = await page.request.post(
        f"{console}/c/{conversation}/accept", form={"csrf": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status == 403


async def test_axe_finds_nothing_on_the_console(page: Page, desk: RealDesk, console: str) -> None:
    await page.goto(console)
    assert await violations(page) == []
    await sign_in(page, console)
    await desk.handoff()
    await expect(page.locator("#waiting a")).to_have_count(1)
    assert await violations(page) == []
    await page.locator("#waiting a").click()
    await page.get_by_role("button", name="Accept", exact=True).wait_for()
    assert await violations(page) == []
    await page.get_by_role("button", name="Accept", exact=True).click()
    await page.locator("#composer").wait_for()
    await say(page, "hello")
    await page.locator(".line.us").wait_for()
    assert await violations(page) == []
    await page.set_viewport_size({"width": 390, "height": 800})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await violations(page) == []
