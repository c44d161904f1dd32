"""A change of a ticket that the bot could not finish is done once by the outbox, and the person hears it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk import dead_letters
from desk.bot_client import TurnFailed
from desk.store import outbox
from itsm.errors import ItsmError, Refused, Unavailable, UnknownOutcome
from itsm.tickets import IncidentDraft
from tests.desk.conftest import Lab
from wire.cards import Work
from wire.keys import local_reference, work_key
from wire.turn import BotMessage, Button, TurnRequest

CHANGES = {
    "ticket.comment": ("new", "care_done_comment"),
    "ticket.reopen": ("in_progress", "care_done_reopen"),
    "ticket.cancel": ("canceled", "care_done_cancel"),
    "ticket.escalate": ("new", "care_done_escalate"),
}


async def _ticket(lab: Lab, operation: str) -> str:
    """Ana's ticket, in a state that allows the operation."""
    made = await lab.tickets.open(IncidentDraft("ana", "VPN drops", "Error 809", "network"), key="opened-1")
    if operation == "ticket.reopen":
        await lab.tickets.resolve(made.number, ending="solved", notes="ok", caller="ana", key="resolved-1")
    return made.number


def _payload(number: str, text: str = "on my phone too") -> dict[str, str]:
    return {"caller": "ana", "number": number, "text": text, "short_description": "VPN drops"}


def _pending(operation: str, number: str, reason: str) -> Callable[[TurnRequest], list[BotMessage]]:
    """What the action answers when ServiceNow did not answer it in time."""

    def answer(request: TurnRequest) -> list[BotMessage]:
        key = work_key(request.conversation, request.context.seq)
        card = Work(operation, "pending", _payload(number), key, local_reference(key), number, reason=reason)
        return [BotMessage("I've kept this."), BotMessage("", card=card)]

    return answer


async def _asked_for(
    lab: Lab, operation: str, number: str, reason: str = "UnknownOutcome"
) -> tuple[str, str]:
    """The conversation and the key of a change that is on its way."""
    c = await lab.open()
    lab.bot.answer = _pending(operation, number, reason)
    seq = await lab.write(c, "on my phone too, every single time")
    await lab.until_said(c, "I've kept this.")
    await lab.until_quiet()
    return c, work_key(c, seq)


async def _written(lab: Lab, number: str) -> list[str]:
    """Everything that was added to the ticket, by its own words."""
    ticket = await lab.tickets.find(number, caller="ana")
    assert ticket is not None
    return [c.text for c in ticket.comments if c.text != "ok"] + lab.tickets.work_notes[number]


@pytest.mark.parametrize("operation", CHANGES)
async def test_the_outbox_finishes_the_change_once_and_tells_the_person(lab: Lab, operation: str) -> None:
    number = await _ticket(lab, operation)
    c, _ = await _asked_for(lab, operation, number)
    lab.clock.advance(seconds=7)
    await lab.parts.outbox.deliver_due()
    await lab.parts.outbox.deliver_due()

    state, told = CHANGES[operation]
    found = await lab.tickets.find(number, caller="ana")
    assert (found.state, await _written(lab, number)) == (state, ["on my phone too"])
    assert (await lab.keys(c)).count(told) == 1
    assert any(number in line for line in await lab.said(c))


@pytest.mark.parametrize("operation", CHANGES)
async def test_what_the_action_did_before_its_answer_was_lost_is_not_done_again(
    lab: Lab, operation: str
) -> None:
    number = await _ticket(lab, operation)
    c, key = await _asked_for(lab, operation, number)
    await lab.parts.outbox._filing.file({"operation": operation, "payload": _payload(number)}, key=key)
    lab.clock.advance(seconds=7)
    await lab.parts.outbox.deliver_due()

    assert await _written(lab, number) == ["on my phone too"]
    assert (await lab.keys(c)).count(CHANGES[operation][1]) == 1


@pytest.mark.parametrize("error", [Unavailable("busy"), UnknownOutcome("lost")])
@pytest.mark.parametrize("committed", [False, True])
async def test_an_outbox_whose_own_answer_is_lost_tries_again_until_it_is_done_once(
    lab: Lab, error: ItsmError, committed: bool
) -> None:
    number = await _ticket(lab, "ticket.comment")
    c, _ = await _asked_for(lab, "ticket.comment", number)
    lab.tickets.fail_next(error, after_commit=committed and isinstance(error, UnknownOutcome))
    for _ in range(3):
        lab.clock.advance(seconds=61)
        await lab.parts.outbox.deliver_due()

    assert await _written(lab, number) == ["on my phone too"]
    assert (await lab.keys(c)).count("care_done_comment") == 1


@pytest.mark.parametrize(
    ("reason", "soon"), [("Unavailable", True), ("UnknownOutcome", False), ("TimeoutError", False)]
)
async def test_what_may_still_be_under_way_is_looked_up_only_when_that_must_be_over(
    lab: Lab, reason: str, soon: bool
) -> None:
    number = await _ticket(lab, "ticket.comment")
    await _asked_for(lab, "ticket.comment", number, reason)
    lab.clock.advance(seconds=3)
    await lab.parts.outbox.deliver_due()
    assert bool(await _written(lab, number)) == soon


async def test_a_parcel_that_is_being_sent_when_the_desk_dies_waits_before_it_is_sent_again(lab: Lab) -> None:
    number = await _ticket(lab, "ticket.comment")
    _, key = await _asked_for(lab, "ticket.comment", number)
    lab.clock.advance(seconds=7)

    async def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    alive, lab.tickets.comment = lab.tickets.comment, dies  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyboardInterrupt):
        await lab.parts.outbox._deliver(await _parcel(lab, key))
    lab.tickets.comment = alive  # type: ignore[method-assign]
    await lab.parts.outbox.deliver_due()
    assert await _written(lab, number) == []
    lab.clock.advance(seconds=7)
    await lab.parts.outbox.deliver_due()
    assert await _written(lab, number) == ["on my phone too"]


async def test_a_change_that_is_refused_is_told_once_and_a_lead_can_mend_its_words(lab: Lab) -> None:
    number = await _ticket(lab, "ticket.comment")
    c, key = await _asked_for(lab, "ticket.comment", number)
    lab.tickets.fail_next(Refused("a rule of the company"))
    lab.clock.advance(seconds=7)
    await lab.parts.outbox.deliver_due()
    assert (await lab.keys(c)).count("care_refused") == 1

    (letter,) = await dead_letters.listed(lab.parts.desk)
    assert letter.payload["operation"] == "ticket.comment"
    await dead_letters.send_again(lab.parts.desk, key, {"text": "in other words"}, by="lee")
    await lab.parts.outbox.deliver_due()
    assert await _written(lab, number) == ["in other words"]
    assert (await lab.keys(c)).count("care_done_comment") == 1


async def test_two_changes_of_one_ticket_are_done_in_the_order_they_were_asked_for(lab: Lab) -> None:
    number = await _ticket(lab, "ticket.comment")
    c, _ = await _asked_for(lab, "ticket.comment", number)
    lab.bot.answer = _pending("ticket.cancel", number, "UnknownOutcome")
    await lab.write(c, "no, forget it, please cancel that ticket")
    await lab.until_quiet()
    lab.tickets.fail_next(Unavailable("busy"))
    for _ in range(4):
        lab.clock.advance(seconds=61)
        await lab.parts.outbox.deliver_due()

    works = [e.data for e in await lab.events(c) if e.kind == "work"]
    done = [work["operation"] for work in works if work["state"] == "done"]
    assert done == ["ticket.comment", "ticket.cancel"]
    assert (await lab.tickets.find(number, caller="ana")).state == "canceled"


def _proposes_to_cancel(number: str) -> Callable[[TurnRequest], list[BotMessage]]:
    def answer(request: TurnRequest) -> list[BotMessage]:
        card = Work("ticket.cancel", "proposed", _payload(number), number=number)
        question = BotMessage(f"Shall I cancel {number}?", [Button("Yes, cancel it", "/affirm")])
        return [question, BotMessage("", card=card)]

    return answer


async def _agreed_to_cancel_in_a_turn_that_breaks(lab: Lab) -> tuple[str, str]:
    number = await _ticket(lab, "ticket.cancel")
    c = await lab.open()
    lab.bot.answer = _proposes_to_cancel(number)
    await lab.write(c, "please cancel my ticket about vpn")
    await lab.until_said(c, "Shall I cancel")
    await lab.until_quiet()
    lab.bot.down = True
    await lab.press(c, "Yes, cancel it")
    await lab.until_said(c, f"I've kept your change to {number}")
    lab.clock.advance(seconds=7)
    await lab.parts.outbox.deliver_due()
    return c, number


async def test_a_yes_to_cancel_in_a_turn_that_breaks_is_kept_and_done_once(lab: Lab) -> None:
    c, number = await _agreed_to_cancel_in_a_turn_that_breaks(lab)
    assert (await lab.tickets.find(number, caller="ana")).state == "canceled"
    assert (await lab.keys(c)).count("care_done_cancel") == 1


async def test_a_late_reply_does_not_say_again_that_it_is_done(lab: Lab) -> None:
    c, number = await _agreed_to_cancel_in_a_turn_that_breaks(lab)
    (work,) = [e.data for e in await lab.events(c) if e.kind == "work" and e.data["state"] == "done"]
    card = Work("ticket.cancel", "done", _payload(number), work["key"], work["reference"], number)
    lab.bot.answer = lambda r: [BotMessage(f"Done, {number} is cancelled."), BotMessage("", card=card)]
    lab.bot.down = False
    await lab.until(lambda: _answered(lab, c))
    assert sum("cancelled" in line for line in await lab.said(c)) == 1


async def test_a_yes_does_not_complete_a_change_that_waits_for_words(lab: Lab) -> None:
    number = await _ticket(lab, "ticket.comment")
    c = await lab.open()
    card = Work("ticket.comment", "proposed", _payload(number, text=""), number=number)
    lab.bot.answer = lambda r: [BotMessage("What shall I add?"), BotMessage("", card=card)]
    await lab.write(c, "please add something to my ticket")
    await lab.until_said(c, "What shall I add?")
    await lab.until_quiet()

    def broken(request: TurnRequest) -> list[BotMessage]:
        raise TurnFailed("502 turn_failed")

    lab.bot.answer = broken
    await lab.write(c, "yes")
    await lab.until_said(c, "Your message is safe")
    assert "care_pending" not in await lab.keys(c)
    async with lab.parts.desk.db.read() as connection:
        assert await outbox.waiting_for(connection, "work", c) is None


async def test_a_change_gives_its_conversation_no_outcome_of_a_new_ticket(lab: Lab) -> None:
    c, _ = await _asked_for(lab, "ticket.comment", await _ticket(lab, "ticket.comment"))
    lab.clock.advance(seconds=7)
    await lab.parts.outbox.deliver_due()
    assert [e for e in await lab.events(c) if e.kind == "outcome"] == []


async def _answered(lab: Lab, c: str) -> bool:
    return any(e.kind == "reply" and "Done," in e.data["text"] for e in await lab.events(c))


async def _parcel(lab: Lab, key: str) -> outbox.Parcel:
    async with lab.parts.desk.db.read() as connection:
        found = await outbox.get(connection, key)
    assert found is not None
    return found
