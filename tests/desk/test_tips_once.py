"""A tip is given once per person: the desk remembers it over conversations and restarts."""

from __future__ import annotations

from desk.surroundings import Surroundings
from tests.desk.conftest import ANA
from wire.cards import Tip
from wire.turn import BotMessage

BEN = {**ANA, "id": "ben", "name": "Ben Ode"}


def gives_a_tip(request):
    return [BotMessage("A tip for next time: restart it.", card=Tip("vpn"))]


async def tips_travelling(lab, conversation, text):
    """What the bot is told of tips with this message."""
    await lab.write(conversation, text)
    await lab.until_quiet()
    return lab.bot.asked[-1].context.memory.tips_shown


async def test_a_tip_travels_with_every_later_message_of_that_person_only(lab):
    lab.bot.answer = gives_a_tip
    ana, ben = await lab.open(), await lab.open(BEN)
    assert await tips_travelling(lab, ana, "it works") == []
    assert await tips_travelling(lab, ana, "thanks") == ["vpn"]
    assert await tips_travelling(lab, ben, "hello") == []


async def test_a_tip_given_in_one_conversation_is_known_in_another_that_was_open_before(lab):
    first, second = await lab.open(), await lab.open()
    assert await tips_travelling(lab, second, "hello") == []
    lab.bot.answer = gives_a_tip
    await tips_travelling(lab, first, "it works")
    assert await tips_travelling(lab, second, "thanks") == ["vpn"]


async def test_tips_are_remembered_after_a_restart(lab):
    lab.bot.answer = gives_a_tip
    conversation = await lab.open()
    await tips_travelling(lab, conversation, "it works")
    assert await Surroundings(lab.parts.desk.db)._tips_of("ana") == ["vpn"]
