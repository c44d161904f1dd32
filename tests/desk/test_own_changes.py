"""What people did to their own ticket here is no news to them; what somebody else did is."""

from __future__ import annotations

import asyncio

import pytest

from desk.ticket_changes import TicketChangesWatch
from itsm.memory import MemoryChanges
from itsm.tickets import IncidentDraft
from wire.cards import Ticket, Tickets
from wire.keys import work_key
from wire.turn import BotMessage

DRAFT = IncidentDraft("ana", "VPN drops", "Error 809", "network")
BOB = {"id": "bob", "name": "Bob", "verified": True, "audiences": ["all"], "time_zone": "UTC"}


@pytest.fixture
async def watch(lab):
    made = TicketChangesWatch(lab.parts.desk, MemoryChanges(lab.tickets))
    await made.look()
    return made


@pytest.fixture
async def ticket(lab, watch):
    """Ana's, which she and the desk know of."""
    opened = await lab.tickets.open(DRAFT, key="k1")
    await watch.look()
    return opened.number


def _card(number, state):
    return Tickets([Ticket(number, state, "VPN drops")])


async def _by_chat(lab, conversation, move, number):
    """What the bot does and says when Ana asks for a move of her ticket, with the key of her message."""

    async def moved(key):
        if move == "comment":
            return await lab.tickets.comment(number, "It is urgent", caller="ana", key=key)
        return await getattr(lab.tickets, move)(number, reason="It is back", caller="ana", key=key)

    async def turn(request):
        lab.bot.answer = lambda _: [BotMessage("Done.", card=_card(number, state))]
        state = (await moved(work_key(request.context.conversation, request.context.seq))).state
        return await answered(request)

    answered, lab.parts.turns._bot.turn = lab.bot.turn, turn
    await lab.write(conversation, f"{move} it please")
    await lab.until_said(conversation, "Done.")
    await lab.until_quiet()
    lab.parts.turns._bot.turn = answered


async def _news(lab, conversation):
    events = await lab.events(conversation)
    return [str(e.data["text"]) for e in events if e.data.get("key") == "ticket_news"]


async def _changed(lab, watch, number, state):
    """By somebody else, and told."""
    lab.tickets.change(number, state=state)
    await watch.look()


@pytest.mark.parametrize(
    ("state", "move"),
    [("resolved", "reopen"), ("new", "cancel"), ("in_progress", "cancel"), ("on_hold", "comment")],
)
async def test_ones_own_move_is_not_told_again(lab, watch, ticket, state, move):
    c = await lab.open()
    await _changed(lab, watch, ticket, state)
    before = await _news(lab, c)
    await _by_chat(lab, c, move, ticket)
    for _ in range(2):
        await watch.look()
    assert await _news(lab, c) == before


async def test_what_somebody_else_does_after_ones_own_move_is_told(lab, watch, ticket):
    c = await lab.open()
    await _changed(lab, watch, ticket, "resolved")
    await _by_chat(lab, c, "reopen", ticket)
    await watch.look()
    await _changed(lab, watch, ticket, "on_hold")
    await _changed(lab, watch, ticket, "in_progress")
    assert len(await _news(lab, c)) == 3


async def test_resolved_again_before_the_desk_looked_is_told(lab, watch, ticket):
    c = await lab.open()
    await _changed(lab, watch, ticket, "resolved")
    await _by_chat(lab, c, "reopen", ticket)
    await _changed(lab, watch, ticket, "resolved")
    first, second = await _news(lab, c)
    assert first == second


@pytest.mark.parametrize("state", ["in_progress", "resolved", "canceled"])
async def test_a_move_by_somebody_else_beside_ones_own_words_is_told(lab, watch, ticket, state):
    c = await lab.open()
    await _by_chat(lab, c, "comment", ticket)
    await _changed(lab, watch, ticket, state)
    assert len(await _news(lab, c)) == 1


async def test_words_on_what_somebody_else_just_moved_do_not_hide_it(lab, watch, ticket):
    c = await lab.open()
    lab.tickets.change(ticket, state="resolved")
    await _by_chat(lab, c, "comment", ticket)
    await watch.look()
    assert len(await _news(lab, c)) == 1


async def test_those_who_watch_the_ticket_hear_of_the_persons_move(lab, watch, ticket):
    c, bobs = await lab.open(), await lab.open(BOB)
    await lab.tickets.watch(ticket, person="bob", caller="ana")
    await _by_chat(lab, c, "cancel", ticket)
    for _ in range(2):
        await watch.look()
    assert await _news(lab, c) == []
    assert [key for key in await lab.keys(bobs) if key == "ticket_watched"] == ["ticket_watched"]


async def test_a_look_while_the_bot_is_still_answering_waits_for_the_answer(lab, watch, ticket):
    c = await lab.open()
    other = await lab.tickets.open(DRAFT, key="k2")
    await watch.look()
    lab.bot.gate.clear()
    running = asyncio.create_task(_by_chat(lab, c, "cancel", ticket))

    async def done():
        return (await lab.tickets.find(ticket, caller="ana")).state == "canceled"

    await lab.until(done)
    lab.tickets.change(other.number, state="in_progress")
    for _ in range(2):
        await watch.look()
    (told,) = await _news(lab, c)
    assert other.number in told
    lab.bot.gate.set()
    await running
    lab.tickets.change(other.number, state="resolved")
    await watch.look()
    assert [other.number in text for text in await _news(lab, c)] == [True, True]
