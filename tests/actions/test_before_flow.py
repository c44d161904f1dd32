"""An answer or a question that comes in place of a flow's first step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from employee import CALENDAR

FORM = "validate_flow_form"
PAGE = "i clicked the parcel link and put my password, then the page was gone"


@pytest.mark.parametrize("attack", ["phishing_report", "security_incident"])
async def test_what_may_be_an_attack_is_asked_about_before_a_page_is_mended(anna, attack):
    said = await anna.mumbles(PAGE, FORM, vpn_problem=0.62, **{attack: 0.34})
    assert "utter_which_one" in said.responses
    assert (said.slot("outcome"), said.slot("unsure")["text"]) == ("answered", PAGE)
    assert not said.cards


async def test_a_faint_chance_of_an_attack_is_not_asked_about(anna):
    said = await anna.mumbles("the page is white", FORM, vpn_problem=0.8, phishing_report=0.1)
    assert said.card("step")["flow"] == "vpn_problem"


async def test_smoke_is_not_kept_waiting_by_a_question(anna):
    said = await anna.mumbles("smoke from my laptop", FORM, vpn_problem=0.6, security_incident=0.3)
    assert said.slot("outcome") == "handoff"


async def test_who_says_the_same_again_after_a_flow_is_answered_from_the_articles(anna, knowledge):
    knowledge.knows(replace(CALENDAR, topic="vpn"))
    words = "my vpn drops every hour since monday"
    await anna.says(words, "vpn_problem", FORM)
    anna.slots = {**anna.slots, "flow": None}
    said = await anna.says(words, "vpn_problem", FORM)
    assert "utter_answer" in said.responses


async def test_without_an_article_the_flow_begins_again(anna):
    words = "my vpn drops every hour since monday"
    await anna.says(words, "vpn_problem", FORM)
    anna.slots = {**anna.slots, "flow": None}
    said = await anna.says(words, "vpn_problem", FORM)
    assert said.card("step")["flow"] == "vpn_problem"
