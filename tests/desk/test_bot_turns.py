"""What reaches the bot, how often, and what the person hears when it does not answer."""

from __future__ import annotations

from desk.bootstrap import make_parts
from desk.bot_client import TurnFailed
from tests.desk.conftest import Lab
from wire.cards import Outcome, Work
from wire.turn import BotMessage, Button, TurnRequest

DRAFT = {
    "caller": "ana",
    "short_description": "VPN client drops the connection",
    "description": "my vpn keeps dropping",
    "category": "network",
    "subcategory": "vpn",
    "impact": 3,
    "urgency": 2,
    "assignment_group": "Network Operations",
}


def _proposes(request: TurnRequest) -> list[BotMessage]:
    proposed = Work("incident.open", "proposed", DRAFT)
    return [
        BotMessage("Shall I file this?", [Button("Yes, file it", "/affirm"), Button("No", "/deny")], proposed)
    ]


async def _proposed(lab: Lab) -> str:
    c = await lab.open()
    lab.bot.answer = _proposes
    await lab.write(c, "my vpn keeps dropping")
    await lab.until_said(c, "Shall I file this?")
    await lab.until_quiet()
    return c


async def test_three_fragments_get_one_answer(lab: Lab) -> None:
    lab.parts.turns.join_ms = 400
    c = await lab.open()
    for fragment in ("hi", "outlook", "isnt working"):
        await lab.write(c, fragment)
    await lab.until_said(c, "echo")
    await lab.until_quiet()
    assert await lab.said(c) == ["echo: hi\noutlook\nisnt working"]


async def test_a_whole_sentence_does_not_wait_for_more(lab: Lab) -> None:
    lab.parts.turns.join_ms = 3_600_000
    c = await lab.open()
    await lab.write(c, "my vpn keeps dropping all day")
    await lab.until_said(c, "echo")
    assert [r.text for r in lab.bot.asked] == ["my vpn keeps dropping all day"]


async def test_what_is_written_while_the_bot_thinks_becomes_one_next_turn(lab: Lab) -> None:
    c = await lab.open()
    lab.bot.gate.clear()
    await lab.write(c, "my vpn keeps dropping")
    await lab.until(lambda: _asked(lab, 1))
    await lab.write(c, "it is really urgent")
    await lab.write(c, "please help me quickly")
    lab.bot.gate.set()
    await lab.until_said(c, "quickly")
    assert [r.text for r in lab.bot.asked] == [
        "my vpn keeps dropping",
        "it is really urgent\nplease help me quickly",
    ]


async def test_the_same_message_delivered_twice_is_answered_once(lab: Lab) -> None:
    c = await lab.open()
    first = await lab.write(c, "my vpn keeps dropping", external_id="dup")
    second = await lab.write(c, "my vpn keeps dropping", external_id="dup")
    await lab.until_quiet()
    assert first == second
    assert await lab.said(c) == ["echo: my vpn keeps dropping"]


async def test_a_secret_never_reaches_the_log_or_the_bot_and_the_person_is_told(lab: Lab) -> None:
    c = await lab.open()
    await lab.write(c, "my password is Hunter2!")
    await lab.until_said(c, "echo")
    assert "Hunter2" not in repr(await lab.events(c)) + repr(lab.bot.asked)
    assert any("please change it" in line for line in await lab.said(c))


async def test_a_stopped_bot_is_admitted_once_and_answers_when_it_is_back(lab: Lab) -> None:
    lab.bot.down = True
    c = await lab.open()
    await lab.write(c, "my vpn keeps dropping")
    await lab.until_said(c, "Your message is safe")
    lab.bot.down = False
    await lab.until_said(c, "echo: my vpn keeps dropping")
    assert (await lab.keys(c)).count("bot_unavailable") == 1


async def test_while_the_bot_is_stopped_a_person_can_be_reached(lab: Lab) -> None:
    await lab.sign_in()
    lab.bot.down = True
    c = await lab.open()
    await lab.write(c, "my vpn keeps dropping")
    await lab.until_said(c, "Your message is safe")
    await lab.press(c, "Talk to a person")
    assert await lab.holder(c) == "QUEUE"


async def test_a_desk_that_dies_in_a_turn_asks_the_same_turn_again(lab: Lab) -> None:
    c = await lab.open()
    lab.bot.gate.clear()
    await lab.write(c, "my vpn keeps dropping")
    await lab.until(lambda: _asked(lab, 1))
    await lab.parts.turns.stop()
    lab.bot.gate.set()
    reborn = make_parts(
        lab.parts.settings,
        bot=lab.bot,
        tickets=lab.tickets,
        directory=lab.parts.directory,
        clock=lab.clock,
    )
    await reborn.turns.resume()
    await lab.until_said(c, "echo")
    await reborn.turns.stop()
    await reborn.desk.db.close()
    assert len({r.id for r in lab.bot.asked}) == 1
    assert await lab.said(c) == ["echo: my vpn keeps dropping"]


async def test_a_confirmed_draft_is_filed_once_although_its_turn_breaks(lab: Lab) -> None:
    c = await _proposed(lab)
    lab.bot.down = True
    await lab.press(c, "Yes, file it")
    await lab.until_said(c, "is safe with me under the reference FL-")
    lab.clock.advance(seconds=7)
    await lab.parts.outbox.deliver_due()
    await lab.parts.outbox.deliver_due()
    assert [d.short_description for d in lab.tickets.opened] == [DRAFT["short_description"]]
    assert (await lab.keys(c)).count("ticket_number") == 1


async def test_a_late_done_reply_does_not_tell_the_number_twice(lab: Lab) -> None:
    c = await _proposed(lab)
    lab.bot.down = True
    await lab.press(c, "Yes, file it")
    await lab.until_said(c, "reference FL-")
    lab.clock.advance(seconds=7)
    await lab.parts.outbox.deliver_due()
    (work,) = [e.data for e in await lab.events(c) if e.kind == "work" and e.data["state"] == "done"]
    done = Work("incident.open", "done", DRAFT, work["key"], work["reference"], work["number"])
    lab.bot.answer = lambda r: [BotMessage(f"Filed as {work['number']}", [], done)]
    lab.bot.down = False
    await lab.until(lambda: _answered(lab, c))
    assert sum(work["number"] in line for line in await lab.said(c)) == 1


async def test_a_turn_that_keeps_breaking_is_given_up_with_a_person_offered(lab: Lab) -> None:
    def broken(request: TurnRequest) -> list[BotMessage]:
        raise TurnFailed("502 turn_failed")

    lab.bot.answer = broken
    c = await lab.open()
    await lab.write(c, "my vpn keeps dropping")
    await lab.until(lambda: _abandoned(lab, c), seconds=20)
    assert (await lab.keys(c)).count("bot_unavailable") == 1


async def test_a_solved_problem_is_followed_by_one_survey_and_ends_the_conversation(lab: Lab) -> None:
    lab.bot.answer = lambda r: [BotMessage("Glad it works.", [], Outcome("solved", "confirmed", "vpn"))]
    c = await lab.open()
    await lab.write(c, "it works again now, thanks")
    await lab.until_said(c, "How was the help")
    await lab.press(c, "Good")
    assert await lab.holder(c) == "CLOSED"
    assert (await lab.keys(c)).count("survey_question_bot") == 1


async def _asked(lab: Lab, times: int) -> bool:
    return len(lab.bot.asked) >= times


async def _answered(lab: Lab, c: str) -> bool:
    return any(e.kind == "reply" and "Filed as" in e.data["text"] for e in await lab.events(c))


async def _abandoned(lab: Lab, c: str) -> bool:
    return any(e.kind == "turn_abandoned" for e in await lab.events(c))
