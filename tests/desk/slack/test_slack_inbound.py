"""What Slack delivers, in our words."""

from __future__ import annotations

from typing import Any

import pytest

from desk.channels.slack.inbound import Address, pressed, typed
from desk.channels.slack.mrkdwn import plain

OWN = "U0BOT"


def delivered(**event: Any) -> dict[str, Any]:
    inner = {
        "type": "message",
        "channel_type": "im",
        "channel": "D01",
        "user": "U01",
        "text": "hi",
        "ts": "12.3",
    }
    own = [{"user_id": OWN, "is_bot": True}, {"user_id": "U01", "is_bot": False}]
    return {"team_id": "T01", "event": {**inner, **event}, "authorizations": own}


def click(**more: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T01"},
        "user": {"id": "U01"},
        "channel": {"id": "C01"},
        "container": {"message_ts": "5.6"},
        "message": {"ts": "5.6", "thread_ts": "1.2"},
        "actions": [{"type": "button", "value": "abc", "action_ts": "7.8"}],
        **more,
    }


def test_a_direct_message_is_answered_in_the_same_place_whatever_its_thread() -> None:
    message = typed(delivered(thread_ts="11.1"))
    assert message is not None
    assert message.address == Address("T01", "D01", "U01")
    assert message.address.key == "T01:D01"
    assert message.external_id == "T01:D01:12.3"


def test_a_mention_starts_a_thread_and_a_mention_in_a_thread_stays_there() -> None:
    start = typed(delivered(type="app_mention", channel="C01", channel_type=None))
    later = typed(delivered(type="app_mention", channel="C01", thread_ts="9.9"))
    assert start is not None
    assert later is not None
    assert (start.address.thread, later.address.thread) == ("12.3", "9.9")
    assert start.address.key == "T01:C01:12.3:U01"


def test_words_in_a_thread_without_a_mention_are_a_follow_up() -> None:
    message = typed(delivered(channel="C01", channel_type="channel", thread_ts="9.9"))
    assert message is not None
    assert message.follow_up


def test_a_file_is_noted_and_its_words_are_kept() -> None:
    message = typed(delivered(subtype="file_share", files=[{"id": "F1"}], text="look"))
    assert message is not None
    assert (message.text, message.has_files) == ("look", True)


@pytest.mark.parametrize("authorizations", [None, [], "x", [None], [{"user_id": 4, "is_bot": True}]])
def test_odd_authorizations_break_nothing(authorizations: Any) -> None:
    assert typed({**delivered(), "authorizations": authorizations}) is not None


@pytest.mark.parametrize("odd", [None, 4, [], {}, "", "u01", "U01 ", "U01\n", "../x"])
@pytest.mark.parametrize("name", ["user", "channel", "ts"])
def test_a_message_whose_ids_are_none_is_nothing_for_us(name: str, odd: Any) -> None:
    assert typed(delivered(**{name: odd})) is None


def test_a_nul_and_half_a_letter_are_left_out() -> None:
    message = typed(delivered(text="a\x00b\ud800c"))
    assert message is not None
    assert message.text == "abc"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"<@{OWN}> my vpn", "my vpn"),
        (f"hey <@{OWN}>, my vpn", "hey , my vpn"),
        ("ask <@U99> or <@U98|mia>", "ask @U99 or @mia"),
        ("in <#C01|help> <#C02>", "in #help #C02"),
        ("<!here> <!subteam^S1|@team> <!date^1^{date}|today>", "@here @team today"),
        ("<https://a.example/x?a=1&amp;b=2>", "https://a.example/x?a=1&b=2"),
        ("<https://a.example|the page>", "the page"),
        ("<mailto:a@b.example|a@b.example> <mailto:c@d.example>", "a@b.example c@d.example"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&quot; stays", "&quot; stays"),
        ("a < b", "a < b"),
        ("  ", ""),
    ],
)
def test_slacks_markup_becomes_plain_words(written: str, read: str) -> None:
    assert plain(written, {OWN}) == read


def test_a_million_opening_brackets_are_read_at_once() -> None:
    assert plain("<" * 1_000_000, ()) == "<" * 1_000_000


def test_a_pressed_button_in_a_thread() -> None:
    press = pressed(click())
    assert press is not None
    assert press.address == Address("T01", "C01", "U01", "1.2")
    assert (press.button, press.message, press.at) == ("abc", "5.6", "7.8")


def test_a_pressed_button_in_a_direct_message_has_no_thread() -> None:
    press = pressed(click(channel={"id": "D01"}))
    assert press is not None
    assert press.address.thread == ""


def test_a_message_for_one_reader_cannot_be_updated() -> None:
    press = pressed(
        click(message=None, container={"message_ts": "5.6", "thread_ts": "1.2", "is_ephemeral": True})
    )
    assert press is not None
    assert (press.message, press.address.thread) == ("", "1.2")


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "view_submission"},
        {"actions": []},
        {"actions": None},
        {"actions": ["x"]},
        {"actions": [{"type": "static_select", "action_ts": "7.8"}]},
        {"actions": [{"type": "button", "action_ts": None}]},
        {"team": None},
        {"user": "U01"},
        {"channel": {}},
        {"message": None, "container": None},
    ],
)
def test_what_is_no_pressed_button_is_nothing_for_us(odd: dict[str, Any]) -> None:
    assert pressed(click(**odd)) is None
