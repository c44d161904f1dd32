"""The player of test stories passes what happens and fails what does not."""

from __future__ import annotations

import pytest
from bot_fixtures import ROOT, settings_for

from bot.play import played
from bot.story_files import BadStory, stories

FLOW = """
stories:
- story: a vpn problem
  steps:
  - user: hello
    intent: greet
  - action: utter_greet
  - user: my vpn keeps dropping
    intent: vpn_problem
  - action: flow_form
  - active_loop: {loop}
"""
ASKED = {
    "events": [{"event": "slot", "name": "requested_slot", "value": "turn"}],
    "responses": [{"text": "Which?"}],
}


def told(folder, text):
    (folder / "story.yml").write_text(text, encoding="utf-8")
    return stories([folder])


@pytest.fixture
def bot(tiny_model, actions, tmp_path):
    actions.answers["validate_flow_form"] = ASKED
    return settings_for(tmp_path, actions.url, tmp_path), tiny_model


async def test_a_story_that_happens_passes(bot, tmp_path):
    assert await played(told(tmp_path, FLOW.replace("{loop}", "flow_form")), *bot) == []


async def test_a_story_whose_loop_does_not_end_fails(bot, tmp_path):
    (wrong,) = await played(told(tmp_path, FLOW.replace("{loop}", "null")), *bot)
    assert (wrong.turn, wrong.what, wrong.expected, wrong.found) == (2, "active_loop", None, "flow_form")


async def test_a_story_with_another_action_fails(bot, tmp_path):
    story = FLOW.replace("{loop}", "flow_form").replace("action: utter_greet", "action: action_open")
    (wrong,) = await played(told(tmp_path, story), *bot)
    assert (wrong.what, wrong.expected, wrong.found) == ("actions", ["action_open"], ["utter_greet"])


async def test_an_action_that_fails_fails_its_story(bot, actions, tmp_path):
    actions.answers["validate_flow_form"] = {"events": "none"}
    (wrong,) = await played(told(tmp_path, FLOW.replace("{loop}", "flow_form")), *bot)
    assert (wrong.turn, wrong.what) == (2, "error")


def test_a_story_that_cannot_be_read_says_where(tmp_path):
    with pytest.raises(BadStory, match=r"story.yml: odd: a step that is not"):
        told(tmp_path, "stories:\n- story: odd\n  steps:\n  - user: hi\n  - checkpoint: x\n")
    with pytest.raises(BadStory, match="no test stories"):
        stories([ROOT / "tests/bot/tiny"])
