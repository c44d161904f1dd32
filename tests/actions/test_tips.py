"""A tip follows a confirmed fix: about its topic, once per person, and never for somebody upset."""

from __future__ import annotations

FORM = "validate_flow_form"
CLOSE_FIRST = "A tip for next time: close the VPN before you move to another network"


async def fixes_the_vpn(anna, **heard):
    await anna.says("vpn drops", "vpn_problem", FORM, **heard)
    await anna.presses("device.macos", FORM)
    await anna.presses("restart.helped", FORM)
    return await anna.runs("action_solved")


async def test_a_fix_is_followed_by_one_tip_about_its_topic_after_the_outcome(anna):
    said = await fixes_the_vpn(anna)
    assert [card["card"] for card in said.cards] == ["outcome", "tip"]
    assert said.card("tip")["topic"] == "vpn"
    assert len(said.texts) == 1
    assert said.text.startswith(CLOSE_FIRST)


async def test_somebody_who_had_the_tip_does_not_hear_it_again(anna):
    anna.tips_shown = ["vpn"]
    said = await fixes_the_vpn(anna)
    assert [card["card"] for card in said.cards] == ["outcome"]


async def test_a_tip_about_something_else_does_not_use_up_this_one(anna):
    anna.tips_shown = ["printer"]
    assert (await fixes_the_vpn(anna)).text.startswith(CLOSE_FIRST)


async def test_somebody_angry_or_in_a_hurry_is_spared_the_tip(anna):
    said = await fixes_the_vpn(anna, mood="angry")
    assert [card["card"] for card in said.cards] == ["outcome"]


async def test_a_problem_left_for_a_ticket_brings_no_tip(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.presses("device.macos", FORM)
    await anna.presses("restart.not_helped", FORM)
    said = await anna.says("error 809", "nlu_fallback", FORM)
    assert "tip" not in [card["card"] for card in said.cards]


async def test_while_another_problem_waits_the_tip_does_not_come_between(anna):
    await anna.says("vpn drops", "vpn_problem", FORM)
    await anna.says("and the printer is stuck", "printer_problem", FORM)
    await anna.presses("paper.helped", FORM)
    assert (await anna.runs("action_solved")).cards == []


def test_every_tip_is_one_sentence(release):
    tips = release.standards.tips.tips
    assert len(tips) >= 25
    assert [text for text in tips.values() if text.count(".") != 1 or not text.endswith(".")] == []
