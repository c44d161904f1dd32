"""A message is taken apart where a second problem may begin, and nowhere else."""

from __future__ import annotations

import pytest

from bot.clauses import clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("my vpn drops and the printer is offline", ("my vpn drops", "the printer is offline")),
        ("Outlook is slow. My headset makes no sound", ("Outlook is slow", "My headset makes no sound")),
        ("wifi is gone here; also teams does not start", ("wifi is gone here", "teams does not start")),
        ("teams is gone and now my mouse sticks", ("teams is gone", "now my mouse sticks")),
        ("my screen flickers and I need a new mouse", ("my screen flickers", "I need a new mouse")),
        ("got a new phone and now I can't sign in anywhere", ()),
        ("the laptop got wet and I can't start it", ()),
        ("hello", ()),
        ("I need a new mouse and a keyboard", ()),
        ("it drops. why?", ()),
        (". ".join(["this is one more sentence"] * 9), ()),
    ],
)
def test_a_message_is_taken_apart_at_its_seams(text, parts):
    assert clauses(text) == parts
