"""Two models on the same lines: what one understands and the other does not."""

import json

import pytest

from stack import heard
from stack.heard import Change, Flip, Heard, Share


def line(text, label, intent):
    return Heard(text, label, intent, 0.9)


@pytest.mark.parametrize(
    ("label", "intent", "right"),
    [
        ("vpn_problem", "vpn_problem", True),
        ("vpn_problem", "wifi_problem", False),
        ("vpn_problem", "nlu_fallback", False),
        ("out_of_scope", "nlu_fallback", True),
        ("out_of_scope", "out_of_scope", True),
        ("out_of_scope", "vpn_problem", False),
    ],
)
def test_a_line_of_no_intent_is_understood_by_refusing_it(label, intent, right):
    assert line("x", label, intent).right is right


def test_flips_are_told_apart_by_their_direction():
    before = [line("a", "vpn", "vpn"), line("b", "vpn", "wifi"), line("c", "wifi", "wifi")]
    now = [line("a", "vpn", "wifi"), line("b", "vpn", "vpn"), line("c", "wifi", "wifi")]
    found = heard.compare(before, now)
    assert found.lost == (Flip("a", "vpn", "vpn", "wifi"),)
    assert found.won == (Flip("b", "vpn", "wifi", "vpn"),)
    assert (found.before, found.now, found.apart) == (Share(2, 3), Share(2, 3), 0)


def test_the_intents_that_lost_most_come_first():
    same = line("d", "wifi", "wifi")
    before = [line("a", "vpn", "vpn"), line("b", "vpn", "vpn"), line("c", "mail", "vpn"), same]
    now = [line("a", "vpn", "x"), line("b", "vpn", "x"), line("c", "mail", "mail"), same]
    assert heard.compare(before, now).changes == (
        Change("vpn", 2, 2, 0),
        Change("wifi", 1, 1, 1),
        Change("mail", 1, 0, 1),
    )


def test_lines_that_one_model_heard_alone_do_not_count():
    found = heard.compare([line("a", "vpn", "vpn"), line("old", "vpn", "vpn")], [line("a", "vpn", "vpn")])
    assert (found.before, found.apart) == (Share(1, 1), 1)


def test_rows_of_the_bot_are_read_with_ranking_and_nearest_lines(tmp_path):
    row = {
        "text": "a", "label": "vpn", "intent": "wifi", "confidence": 0.6, "entities": [], "oos": 0.1,
        "ranking": [{"intent": "wifi", "confidence": 0.6}],
        "near": [{"text": "b", "intent": "wifi", "cosine": 0.7}],
    }  # fmt: skip
    (tmp_path / "heard.jsonl").write_text(json.dumps(row) + "\n\n")
    (read,) = heard.read(tmp_path / "heard.jsonl")
    assert read.ranking == (("wifi", 0.6),)
    assert (read.near[0].text, read.near[0].cosine) == ("b", 0.7)


def test_other_rows_are_refused_by_name(tmp_path):
    (tmp_path / "heard.jsonl").write_text('{"text": "a"}\n')
    with pytest.raises(ValueError, match=r"heard\.jsonl"):
        heard.read(tmp_path / "heard.jsonl")
