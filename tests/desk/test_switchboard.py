"""Who holds a conversation, seen from the person's window."""

from __future__ import annotations

import asyncio

import pytest

from desk.core.conversation import Ended, NotAllowed
from desk.switchboard import AgentRef
from tests.desk.conftest import KIM, LEE, Lab
from wire.cards import Handoff, Step
from wire.turn import BotMessage


async def _with_agent(lab: Lab) -> str:
    await lab.sign_in()
    c = await lab.open()
    await lab.parts.switchboard.ask_for_person(c)
    await lab.parts.switchboard.accept(c, LEE)
    return c


async def test_the_bot_answers_what_the_person_writes(lab: Lab) -> None:
    c = await lab.open()
    await lab.write(c, "my vpn keeps dropping")
    await lab.until_said(c, "echo: my vpn keeps dropping")
    assert await lab.said(c) == ["echo: my vpn keeps dropping"]


async def test_asking_for_a_person_tells_the_place_in_the_queue(lab: Lab) -> None:
    await lab.sign_in()
    first, second = await lab.open(), await lab.open()
    await lab.parts.switchboard.ask_for_person(first)
    await lab.parts.switchboard.ask_for_person(second)
    assert "You are next" in (await lab.said(first))[-1]
    assert "number 2" in (await lab.said(second))[-1]


async def test_a_problem_whose_flow_has_ended_still_reaches_the_agent(lab: Lab) -> None:
    await lab.sign_in()
    c = await lab.open()
    lab.bot.answer = lambda r: [
        BotMessage("Restart it.", [], Step("vpn_problem", "restart", "Restart", "did not help"))
    ]
    await lab.write(c, "my vpn keeps dropping")
    await lab.until_said(c, "Restart it.")
    lab.bot.answer = lambda r: [
        BotMessage("Of course.", [], Handoff("asked", "E01", "service_desk", topic="general"))
    ]
    await lab.write(c, "let me talk to a person")
    await lab.until_said(c, "You are next")
    (offered,) = [e.data for e in await lab.events(c) if e.kind == "handoff_offered"]
    assert (offered["topic"], offered["queue"]) == ("vpn", "network")
    assert offered["steps_tried"] == ["Restart: did not help"]
    assert "my vpn keeps dropping" in offered["summary"]


async def test_with_nobody_signed_in_the_person_hears_it_at_once_and_may_wait(lab: Lab) -> None:
    c = await lab.open()
    await lab.parts.switchboard.ask_for_person(c)
    assert (await lab.keys(c))[-1] == "nobody_signed_in"
    assert await lab.holder(c) == "BOT"
    await lab.press(c, "I'll wait")
    assert await lab.holder(c) == "QUEUE"


async def test_an_agent_holding_the_conversation_silences_the_bot(lab: Lab) -> None:
    c = await _with_agent(lab)
    await lab.write(c, "are you there?")
    await lab.until_quiet()
    assert not [line for line in await lab.said(c) if line.startswith("echo")]
    assert lab.bot.asked == []


async def test_a_reply_that_comes_after_an_agent_took_over_is_not_shown(lab: Lab) -> None:
    await lab.sign_in()
    c = await lab.open()
    lab.bot.gate.clear()
    await lab.write(c, "my vpn keeps dropping")
    await lab.until(lambda: _asked(lab, 1))
    await lab.parts.switchboard.ask_for_person(c)
    await lab.parts.switchboard.accept(c, LEE)
    lab.bot.gate.set()
    await lab.until_quiet()
    assert not [line for line in await lab.said(c) if line.startswith("echo")]
    logged = [e for e in await lab.events(c) if e.kind == "reply"]
    assert [e.data["shown"] for e in logged] == [False]


async def test_of_fifty_who_accept_at_once_one_gets_the_conversation(lab: Lab) -> None:
    await lab.sign_in()
    c = await lab.open()
    await lab.parts.switchboard.ask_for_person(c)
    agents = [AgentRef(f"a{n}", f"Agent {n}") for n in range(50)]
    results = await asyncio.gather(
        *(lab.parts.switchboard.accept(c, a) for a in agents), return_exceptions=True
    )
    assert sum(r is None for r in results) == 1
    assert sum(isinstance(r, NotAllowed) for r in results) == 49
    assert len([e for e in await lab.events(c) if e.kind == "handoff_accepted"]) == 1


async def test_given_back_the_bot_asks_whether_it_works_now(lab: Lab) -> None:
    c = await _with_agent(lab)
    await lab.parts.switchboard.give_back(c, LEE, "cleared the old certificate")
    await lab.until(lambda: _asked(lab, 1))
    request = lab.bot.asked[0]
    assert (request.kind, request.payload) == ("event", "/agent_returned")
    assert request.context.returned is not None
    assert request.context.returned.note == "cleared the old certificate"


async def test_a_conversation_is_handed_over_a_second_time(lab: Lab) -> None:
    c = await _with_agent(lab)
    await lab.parts.switchboard.give_back(c, LEE)
    await lab.until_quiet()
    await lab.parts.switchboard.ask_for_person(c)
    await lab.parts.switchboard.accept(c, KIM)
    assert await lab.holder(c) == "AGENT"
    await lab.parts.switchboard.say(c, KIM, "Hello again", "k1")
    assert (await lab.said(c))[-1] == "Hello again"


async def test_the_same_agent_message_sent_twice_is_said_once(lab: Lab) -> None:
    c = await _with_agent(lab)
    assert await lab.parts.switchboard.say(c, LEE, "Hello", "x1") == await lab.parts.switchboard.say(
        c, LEE, "Hello", "x1"
    )
    assert (await lab.said(c)).count("Hello") == 1


async def test_an_agent_cannot_write_into_a_conversation_of_another(lab: Lab) -> None:
    c = await _with_agent(lab)
    with pytest.raises(NotAllowed):
        await lab.parts.switchboard.say(c, KIM, "me too", "k1")


async def test_a_note_is_never_shown_to_the_person(lab: Lab) -> None:
    c = await _with_agent(lab)
    await lab.parts.switchboard.note(c, LEE, "has called three times")
    assert "has called three times" not in " ".join(await lab.said(c))


async def test_a_silent_agent_loses_the_conversation_to_the_queue(lab: Lab) -> None:
    c = await _with_agent(lab)
    lab.clock.advance(seconds=61)
    await lab.parts.watch.look()
    assert await lab.holder(c) == "QUEUE"
    assert "agent_lost" in await lab.keys(c)


async def test_who_lost_their_agent_is_next_again(lab: Lab) -> None:
    held = await _with_agent(lab)
    other = await lab.open()
    await lab.parts.switchboard.ask_for_person(other)
    lab.clock.advance(seconds=61)
    await lab.sign_in()
    await lab.parts.watch.look()
    assert "You are next" in (await lab.said(held))[-1]


async def test_a_conversation_that_is_over_offers_no_place_in_line(lab: Lab) -> None:
    c = await _with_agent(lab)
    await lab.parts.switchboard.close(c, LEE)
    with pytest.raises(Ended):
        await lab.parts.switchboard.ask_for_person(c)


async def test_the_desks_own_absence_does_not_cost_an_agent_the_conversation(lab: Lab) -> None:
    c = await _with_agent(lab)
    lab.clock.advance(seconds=600)
    await lab.parts.watch.forgive_own_absence()
    await lab.parts.watch.look()
    assert await lab.holder(c) == "AGENT"


async def test_a_handoff_that_nobody_accepts_says_so_again_after_two_minutes(lab: Lab) -> None:
    await lab.sign_in()
    c = await lab.open()
    await lab.parts.switchboard.ask_for_person(c)
    lab.clock.advance(seconds=119)
    await lab.parts.watch.look()
    assert "unaccepted" not in await lab.keys(c)
    lab.clock.advance(seconds=2)
    await lab.parts.watch.look()
    await lab.parts.watch.look()
    assert (await lab.keys(c)).count("unaccepted") == 1


async def test_tired_of_waiting_the_person_goes_back_to_the_bot_for_a_ticket(lab: Lab) -> None:
    await lab.sign_in()
    c = await lab.open()
    await lab.parts.switchboard.ask_for_person(c)
    lab.clock.advance(seconds=121)
    await lab.parts.watch.look()
    await lab.press(c, "Create a ticket")
    await lab.until(lambda: _asked(lab, 1))
    assert lab.bot.asked[0].payload == "/ticket_create"
    assert await lab.holder(c) == "BOT"


async def test_closed_by_the_agent_the_person_is_asked_to_rate_and_thanked(lab: Lab) -> None:
    c = await _with_agent(lab)
    await lab.parts.switchboard.close(c, LEE, "solved")
    await lab.press(c, "Very good")
    assert "survey_thanks" in await lab.keys(c)
    ratings = [e.data for e in await lab.events(c) if e.kind == "survey"]
    assert ratings == [{"about": "agent", "score": "5"}]


async def _asked(lab: Lab, times: int) -> bool:
    return len(lab.bot.asked) >= times
