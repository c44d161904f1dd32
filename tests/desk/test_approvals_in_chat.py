"""An approver says yes or no in chat; the request goes on, and whoever asked hears it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from desk import approving, intake
from desk.intake import Inbound
from desk.settings import Settings
from desk.store import asked, buttons, conversations, outbox
from itsm.errors import Refused, Unavailable
from tests.desk.approvers import BEN, EVE, MONITOR, Office, opened
from tests.desk.conftest import LEE


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[Office]:
    async with opened(settings) as made:
        yield made


async def test_an_approver_is_asked_once_with_who_and_what_and_two_buttons(office: Office) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    for _ in range(3):
        await office.look()

    (said,) = [e for e in await office.events(ben) if e.data.get("key") == "approval_asked"]
    assert said.data["text"] == (
        "ana asks for Standard laptop (REQ0010001). It waits for your decision. Do you approve it?"
    )
    assert [b["title"] for b in said.data["buttons"]] == ["Yes, approve", "No"]
    assert await office.works(ben) == ["proposed"]


async def test_a_yes_is_recorded_once_and_whoever_asked_hears_it(office: Office) -> None:
    ana, ben = await office.open(), await office.open(BEN)
    number = await office.shop.wanted()
    await office.look()
    await office.press(ben, "Yes, approve")
    await office.deliver()
    await office.deliver()

    assert office.shop.decided == [("ben", "approved", "")]
    assert (await office.shop.find(number, caller="ana")).stage == "in_progress"  # type: ignore[union-attr]
    assert await office.told(ben, "approval_done_approved") == [
        f"It is recorded: {number} for ana is approved."
    ]
    assert await office.told(ana, "request_news") == [
        f"News about your request {number}: Standard laptop\nIt is approved, and the team is on it now."
    ]
    assert await office.works(ben) == ["proposed", "pending", "done"]
    assert office.bot.asked == [], "the desk's own buttons are no words for the bot"


async def test_a_crash_after_asking_asks_nobody_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = await office.open(BEN)
    await office.look()
    await office.shop.wanted()

    async def crash(*_args: object) -> None:
        raise Unavailable("the process ends here")

    with monkeypatch.context() as broken:
        broken.setattr("desk.looking.told.keep_cursor", crash)
        with pytest.raises(Unavailable):
            await office.look()
    await office.look()

    assert len(await office.asked_in(ben)) == 1


async def test_a_no_asks_why_and_the_next_message_is_the_reason(office: Office) -> None:
    ana, ben = await office.open(), await office.open(BEN)
    number = await office.shop.wanted()
    await office.look()
    await office.press(ben, "No")
    await office.deliver()
    assert office.shop.decided == []
    assert await office.told(ben, "approval_why") == ["Why not? Your next message goes to ana as the reason."]
    await office.write(ben, "The budget of this quarter is spent.")
    await office.deliver()
    await office.until_quiet()

    assert office.shop.decided == [("ben", "rejected", "The budget of this quarter is spent.")]
    assert office.bot.asked == [], "the reason is no message for the bot"
    assert await office.told(ana, "request_news") == [
        f"News about your request {number}: Standard laptop\nIt was not approved.\n"
        "The reason: The budget of this quarter is spent."
    ]
    await office.write(ben, "my vpn drops every day.")
    await office.until_said(ben, "echo: my vpn drops every day.")


@pytest.mark.parametrize("odd", ["?", "\x00\x01", "no", "🙂", "/affirm", "x^ORstate=approved"])
async def test_an_odd_reason_is_a_reason(office: Office, odd: str) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    await office.press(ben, "No")
    await office.write(ben, odd)
    await office.deliver()

    ((_, verdict, reason),) = office.shop.decided
    assert verdict == "rejected"
    assert reason == (odd if odd.isprintable() else "No reason was given.")


async def test_a_secret_in_a_reason_goes_nowhere(office: Office) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    await office.press(ben, "No")
    await office.write(ben, "use mine, the password is Tr0ub4dor&3x")
    await office.deliver()

    ((_, _, reason),) = office.shop.decided
    assert "Tr0ub4dor" not in reason


async def test_a_crash_after_telling_who_asked_tells_nobody_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = await office.open(), await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    await office.press(ben, "No")
    await office.write(ben, "Too dear.")
    await office.parts.outbox.deliver_due()

    async def crash(*_args: object) -> None:
        raise Unavailable("the process ends here")

    with monkeypatch.context() as broken:
        broken.setattr("desk.looking.told.keep_cursor", crash)
        with pytest.raises(Unavailable):
            await office.look_at_requests()
    await office.look()

    assert len(await office.told(ana, "request_news")) == 1


async def test_a_no_without_a_reason_says_so(office: Office) -> None:
    ana, ben = await office.open(), await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    await office.press(ben, "No")
    await office.press(ben, "Give no reason")
    await office.deliver()

    assert "No reason was given." in (await office.told(ana, "request_news"))[0]


async def test_whoever_turns_to_something_else_has_not_decided(office: Office) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    await office.press(ben, "No")
    await office.press(ben, "Decide later")
    await office.write(ben, "my vpn drops every day.")
    await office.until_said(ben, "echo: my vpn drops every day.")
    await office.press(ben, "No")
    office.clock.advance(minutes=31)
    await office.write(ben, "and my screen is dark.")
    await office.until_said(ben, "echo: and my screen is dark.")
    await office.press(ben, "No")
    await office.parts.switchboard.ask_for_person(ben)
    await office.write(ben, "Is anybody there?")
    await office.deliver()

    assert office.shop.decided == []
    await office.press(ben, "Yes, approve")
    await office.deliver()
    assert [verdict for _, verdict, _ in office.shop.decided] == ["approved"]


async def test_a_no_to_another_request_leaves_the_first_open(office: Office) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    await office.press(ben, "No")
    second = await office.shop.wanted()
    await office.look()
    await office.press(ben, "No")
    await office.write(ben, "Too dear.")
    await office.write(ben, "Thank you very much for that.")
    await office.deliver()

    assert len(office.shop.decided) == 1
    assert (await office.shop.find(second, caller="ana")).stage == "rejected"  # type: ignore[union-attr]


@pytest.mark.parametrize("again", ["Yes, approve", "No"])
async def test_a_second_press_changes_nothing_and_says_what_is_decided(office: Office, again: str) -> None:
    ben = await office.open(BEN)
    number = await office.shop.wanted()
    await office.look()
    await office.press(ben, "Yes, approve")
    await office.press(ben, again)
    await office.deliver()
    await office.press(ben, again)
    await office.deliver()

    assert len(office.shop.decided) == 1
    assert (await office.told(ben, "approval_already_sent"))[0].startswith(f"Your decision on {number} is on")
    assert await office.told(ben, "approval_already_approved") == [
        f"{number} is approved already. Nothing was changed."
    ]


async def test_what_was_decided_elsewhere_is_read_again_and_said(office: Office) -> None:
    ben = await office.open(BEN)
    number = await office.shop.wanted()
    await office.look()
    (approval,) = office.shop.all_approvals
    await office.press(ben, "Yes, approve")
    await office.shop.decide(approval.id, "rejected", reason="In ServiceNow", approver="ben")
    await office.deliver()

    assert await office.told(ben, "approval_already_rejected") == [
        f"{number} is rejected already. Nothing was changed."
    ]
    assert await office.works(ben) == ["proposed", "pending", "refused"]


async def test_a_decision_seen_elsewhere_takes_the_meaning_from_the_buttons(office: Office) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    (approval,) = office.shop.all_approvals
    await office.shop.decide(approval.id, "approved", reason="", approver="ben")
    await office.look()
    await office.press(ben, "No")

    assert len(await office.told(ben, "approval_already_approved")) == 1
    assert await office.told(ben, "approval_why") == []


async def _forged(office: Office, conversation: str, approval_id: str, meaning: str) -> None:
    """A press that means somebody else's approval, as if a button of it had got into this conversation."""
    async with office.parts.desk.db.write() as connection:
        (button,) = await buttons.store(connection, conversation, [("x", f"{meaning}{approval_id}")])
    await office.parts.intake.receive(conversation, Inbound(f"forged-{meaning}", button=button["id"]))


MEANINGS = (approving.YES, approving.NO, approving.NO_REASON, approving.LATER)


@pytest.mark.parametrize("meaning", MEANINGS)
async def test_a_strangers_press_changes_nothing(office: Office, meaning: str) -> None:
    ben, eve = await office.open(BEN), await office.open(EVE)
    await office.shop.wanted()
    await office.look()
    nobody = await office.open({**BEN, "verified": False})
    (approval,) = office.shop.all_approvals
    for conversation in (eve, nobody):
        await _forged(office, conversation, approval.id, meaning)
        assert len(await office.told(conversation, "approval_not_yours")) == 1
    await _forged(office, eve, "0" * 32, meaning)
    await office.write(eve, "Because I say so.")
    await office.deliver()

    assert office.shop.decided == []
    assert office.shop.all_approvals == [approval]
    async with office.parts.desk.db.read() as connection:
        kept = await asked.get(connection, approval.id)
        assert await outbox.heads(connection, "work", office.clock.now()) == []
    assert kept is not None
    assert kept.state == "asked"
    await office.press(ben, "Yes, approve")
    await office.deliver()
    assert len(office.shop.decided) == 1


async def test_a_button_of_another_conversation_is_not_known(office: Office) -> None:
    ben, eve = await office.open(BEN), await office.open(EVE)
    await office.shop.wanted()
    await office.look()
    (shown,) = [e.data["buttons"] for e in await office.events(ben) if e.data.get("key") == "approval_asked"]
    with pytest.raises(intake.Refused):
        await office.parts.intake.receive(eve, Inbound("stolen", button=shown[0]["id"]), "eve")


async def test_with_servicenow_away_the_decision_waits_and_is_told_when_it_is_done(office: Office) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    office.shop.fails = Unavailable("hibernating")
    await office.press(ben, "Yes, approve")
    await office.parts.outbox.deliver_due()
    assert len(await office.told(ben, "approval_sent")) == 1
    assert await office.told(ben, "approval_done_approved") == []

    office.shop.fails = None
    office.clock.advance(minutes=2)
    await office.deliver()
    await office.deliver()
    assert len(office.shop.decided) == 1
    assert len(await office.told(ben, "approval_done_approved")) == 1


async def test_a_decision_that_is_refused_is_a_dead_letter_and_the_approver_hears_it(office: Office) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    office.shop.fails = Refused("403 no right to write sysapproval_approver.state")
    await office.press(ben, "Yes, approve")
    await office.parts.outbox.deliver_due()

    assert len(await office.told(ben, "approval_refused")) == 1
    async with office.parts.desk.db.read() as connection:
        (letter,) = await outbox.dead(connection, "work")
    office.shop.fails = None
    async with office.parts.desk.db.write() as connection:
        await outbox.revive(connection, letter.key, letter.payload, office.clock.now())
    await office.deliver()
    assert len(await office.told(ben, "approval_done_approved")) == 1


async def test_who_never_wrote_is_asked_at_the_beginning_of_their_first_conversation(office: Office) -> None:
    await office.shop.wanted()
    await office.look()
    async with office.parts.desk.db.read() as connection:
        assert await conversations.last_of(connection, "ben") is None
    office.shop.fails = Unavailable("hibernating")
    ben = await office.open(BEN)
    with pytest.raises(Unavailable):
        await office.look()
    office.shop.fails = None
    for _ in range(2):
        await office.look()
    again = await office.open(BEN)
    await office.look()

    assert [key for key in await office.keys(ben) if key] == ["welcome", "approval_asked"]
    assert len(await office.asked_in(ben)) == 1
    assert await office.asked_in(again) == []


async def test_a_conversation_that_is_opened_asks_the_ticket_system_nothing(office: Office) -> None:
    await office.shop.wanted()
    for _ in range(3):
        await office.open()
        await office.look()
    assert office.shop.read == 0


async def test_what_was_answered_elsewhere_meanwhile_is_not_asked_any_more(office: Office) -> None:
    await office.shop.wanted()
    await office.look()
    (waits,) = office.shop.all_approvals
    await office.shop.decide(waits.id, "approved", reason="", approver="ben")
    ben = await office.open(BEN)
    await office.look()
    assert await office.asked_in(ben) == []


async def test_who_closed_the_conversation_is_asked_in_a_new_one_in_the_same_place(office: Office) -> None:
    before = await office.open(BEN)
    office.clock.advance(hours=200)
    await office.parts.watch.look()
    await office.shop.wanted()
    await office.look()
    async with office.parts.desk.db.read() as connection:
        newest = await conversations.last_of(connection, "ben")

    assert newest is not None
    assert (newest.id != before, newest.channel) == (True, "web")
    assert len(await office.asked_in(newest.id)) == 1


async def test_the_buttons_count_also_when_the_conversation_has_ended(office: Office) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    office.clock.advance(hours=200)
    await office.parts.watch.look()
    assert await office.holder(ben) == "CLOSED"
    await office.press(ben, "No")
    later = await office.open(BEN)
    await office.write(later, "Nobody needs two of them.")
    await office.deliver()

    assert office.shop.decided == [("ben", "rejected", "Nobody needs two of them.")]
    assert await office.told(ben, "approval_done_rejected") == []
    assert len(await office.told(later, "approval_done_rejected")) == 1


async def test_what_needed_nobodys_yes_is_no_news_until_it_is_delivered(office: Office) -> None:
    ana = await office.open()
    await office.shop.wanted(MONITOR)
    await office.look()

    assert await office.told(ana, "request_news") == []


async def test_an_episode_of_nothing_but_a_decision_ends_as_information(office: Office) -> None:
    ben = await office.open(BEN)
    await office.shop.wanted()
    await office.look()
    await office.press(ben, "Yes, approve")
    await office.deliver()
    office.clock.advance(hours=200)
    await office.parts.watch.look()
    async with office.parts.desk.db.read() as connection:
        ended = await conversations.must_get(connection, ben)

    assert (ended.holder.value, ended.outcome) == ("CLOSED", "information")


async def test_an_agent_at_the_approvers_side_does_not_stand_in_the_way(office: Office) -> None:
    ben = await office.open(BEN)
    await office.sign_in()
    await office.parts.switchboard.ask_for_person(ben)
    await office.parts.switchboard.accept(ben, LEE)
    await office.shop.wanted()
    await office.look()
    await office.press(ben, "Yes, approve")
    await office.deliver()

    assert len(office.shop.decided) == 1
    assert await office.holder(ben) == "AGENT"


async def test_nobody_who_is_being_helped_is_interrupted_and_nothing_is_forgotten(office: Office) -> None:
    ben = await office.open(BEN)
    await office.write(ben, "my vpn drops every day.")
    await office.until_said(ben, "echo: my vpn drops every day.")
    await office.shop.wanted()
    await office.look()
    assert await office.asked_in(ben) == []

    office.clock.advance(minutes=6)
    await office.look()
    assert len(await office.asked_in(ben)) == 1
