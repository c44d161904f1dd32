"""A ticket system that is slow, broken or away costs a person neither time nor an error."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from what_was_before import DOCK, WORKAROUND, Before

from actions.past import likeness
from itsm.errors import Unavailable
from standards.history import History

FORM = "validate_ticket_form"


@pytest.fixture
def before(shelf, release) -> Before:
    """With a wait so short that a test need not."""
    quick = replace(release.standards, history=History(wait_s=0.2))
    shelf.read = lambda _: replace(release, standards=quick)
    return Before(shelf)


async def hangs(*_, **__):
    await asyncio.Event().wait()


async def told(before: Before):
    await before.anna.says("open a ticket", "ticket_create", FORM)
    return await before.anna.says(DOCK.lower(), "nlu_fallback", FORM)


async def test_what_does_not_answer_in_time_is_left_out_and_the_rest_counts(before):
    before.trouble.errors = [WORKAROUND]
    await before.opened()
    before.tickets.history = hangs
    assert (await told(before)).responses == ["utter_past_workaround"]


async def test_a_ticket_system_that_says_nothing_at_all_is_not_waited_for(before):
    before.tickets.history = before.trouble.others = before.trouble.known_errors = hangs
    async with asyncio.timeout(2):
        said = await told(before)
    assert said.responses == ["utter_propose_ticket_untried"]


@pytest.mark.parametrize("error", [Unavailable("down"), RuntimeError("a bug")])
async def test_one_that_fails_is_not_mentioned(before, error):
    async def fails(*_, **__):
        raise error

    before.tickets.history = fails
    assert (await told(before)).responses == ["utter_propose_ticket_untried"]


async def test_an_encoder_that_breaks_takes_no_ticket_away(before):
    await before.opened()
    before.past.encoder.encode = lambda texts: 1 / 0
    assert (await told(before)).responses == ["utter_propose_ticket_untried"]


async def test_all_of_it_is_asked_at_the_same_time(before):
    together = asyncio.Barrier(3)

    async def with_the_others(*_, **__):
        await together.wait()
        return ()

    before.tickets.history = before.trouble.others = before.trouble.known_errors = with_the_others
    await told(before)
    assert together.n_waiting == 0


def test_the_model_finds_the_same_trouble_in_other_words_and_keeps_different_trouble_apart(model):
    told = ("VPN connection drops", "my vpn keeps dropping")
    texts = ("VPN client drops every few minutes", "Wi-Fi very slow on floor 2", "Mailbox is full")
    same, *others = (likeness(model, told, texts)[text] for text in texts)
    assert same > History().alike > max(others)


def test_nothing_is_like_nothing(model):
    assert likeness(model, (), ("VPN drops",)) == likeness(model, ("VPN drops",), ()) == {}
