"""Who takes back the permission to see their screen is heard at once, whoever has the conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

import standards
from desk.core.consent import takes_back
from desk.switchboard import AgentRef
from wire.cards import Consent, Handoff
from wire.turn import BotMessage, Button

LEE = AgentRef("lee", "Lee Chan")
HANDOFF = Handoff("A technician is wanted", "E09-flow-handoff", "service_desk", topic="remote_help")
STOP = Button("Stop remote access", "/revoke_consent")
SAID = standards.load(Path(__file__).parents[2] / "data" / "standards").taken_back


async def _with_a_technician(lab, given: bool | None = True) -> str:
    """A conversation that the bot gave to an agent, after an answer to "may we?"."""
    cards = [] if given is None else [BotMessage("", card=Consent("remote_help", "May we?", given=given))]
    handed = BotMessage("I'm getting a technician.", [STOP], HANDOFF)
    lab.bot.answer = lambda _: [*cards, handed]
    await lab.sign_in()
    c = await lab.open()
    await lab.write(c, "yes, look and help")
    await lab.until_quiet()
    await lab.parts.switchboard.accept(c, LEE)
    return c


async def _given(lab, c: str) -> list[bool]:
    return [e.data["given"] for e in await lab.events(c) if e.kind == "consent"]


@pytest.mark.parametrize("words", ["STOP the remote session!", "I take back my consent", "get off my screen"])
async def test_in_words_it_is_logged_and_confirmed_while_the_agent_has_the_conversation(lab, words):
    c = await _with_a_technician(lab)
    await lab.write(c, words)
    assert await _given(lab, c) == [True, False]
    assert (await lab.keys(c))[-1] == "consent_taken_back"
    assert await lab.holder(c) == "AGENT"


async def test_the_button_does_the_same_without_the_bot(lab):
    c = await _with_a_technician(lab)
    lab.bot.down = True
    await lab.press(c, "Stop remote access")
    assert await _given(lab, c) == [True, False]
    assert (await lab.keys(c))[-1] == "consent_taken_back"


async def test_said_twice_it_is_taken_back_once(lab):
    c = await _with_a_technician(lab)
    for _ in range(2):
        await lab.write(c, "stop the remote session")
    assert await _given(lab, c) == [True, False]


@pytest.mark.parametrize("given", [None, False])
async def test_where_none_was_given_there_is_nothing_to_take_back(lab, given):
    c = await _with_a_technician(lab, given)
    await lab.write(c, "stop the remote session")
    assert "consent_taken_back" not in await lab.keys(c)


async def test_while_the_bot_has_the_conversation_the_bot_answers(lab):
    lab.bot.answer = lambda _: [BotMessage("May we?", card=Consent("remote_help", "May we?", given=True))]
    c = await lab.open()
    await lab.write(c, "yes")
    await lab.until_quiet()
    await lab.write(c, "stop the remote session")
    await lab.until_quiet()
    assert "consent_taken_back" not in await lab.keys(c)
    assert lab.bot.asked[-1].text == "stop the remote session"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("please stop remote access now", True),
        ("I withdraw my consent", True),
        ("How do I stop the remote session?", False),
        ("please don't stop the remote session", False),
        ("the remote control of the projector is gone", False),
        ("thanks, it works", False),
        ("", False),
    ],
)
def test_a_question_or_its_opposite_takes_nothing_back(text, meant):
    assert takes_back(text, SAID) is meant
