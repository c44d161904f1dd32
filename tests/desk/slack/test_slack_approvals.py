"""An approver in Slack: asked there, answers there, and in a channel nobody else reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from desk.settings import Settings
from itsm.directory import Person
from tests.desk.approvers import Office, opened
from tests.fakes.fake_slack import BOT_USER
from wire.cards import Outcome
from wire.turn import BotMessage, TurnRequest

BEN = "U0BEN"


@pytest.fixture
async def lab(settings: Settings) -> AsyncIterator[Office]:
    async with opened(settings) as made:
        yield made


@pytest.fixture
def company(joined: Any) -> Any:
    """Slack and the desk, with an approver."""
    email = "ben.ode@larkfield.example"
    joined.slack.add(BEN, "Ben Ode", email)
    joined.lab.parts.directory.persons = (Person("ben", "ben.ode", "Ben Ode", email, time_zone="UTC"),)
    return joined


def helped(request: TurnRequest) -> list[BotMessage]:
    """An answer that ends the matter."""
    return [BotMessage(f"echo: {request.text}", card=Outcome("information"))]


async def test_a_no_in_slack_asks_why_and_the_next_message_there_is_the_reason(company: Any) -> None:
    office: Office = company.lab
    office.bot.answer = helped  # nobody is interrupted while they are being helped
    await company.slack.write(BEN, "good morning, anything for me today?")
    await company.slack.post("echo")
    await office.shop.wanted()
    await office.look()
    company.lab.parts.desk.send_wanted.set()
    question = await company.slack.post("ana asks for Standard laptop")
    assert await company.slack.press(BEN, question, "No", copies=3) == [200] * 3
    await company.slack.post("Why not?")
    await company.slack.until(lambda: question.updated)
    await company.slack.write(BEN, "The budget of this quarter is spent.")
    await company.slack.post("I'm recording your decision")
    await office.deliver()
    await company.slack.post("is rejected")

    assert office.shop.decided == [("ben", "rejected", "The budget of this quarter is spent.")]
    assert "✓ *No*" in question.words


async def test_in_a_channel_the_question_is_for_the_approver_alone(company: Any) -> None:
    office: Office = company.lab
    office.bot.answer = helped  # nobody is interrupted while they are being helped
    await company.slack.write(
        BEN, f"<@{BOT_USER}> is the vpn down for everybody?", type="app_mention", channel="C0HELP"
    )
    await company.slack.post("echo")
    await office.shop.wanted()
    await office.look()
    company.lab.parts.desk.send_wanted.set()
    question = await company.slack.post("ana asks for Standard laptop")

    assert question.to == BEN
