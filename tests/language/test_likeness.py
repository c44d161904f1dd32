"""Lines that say the same are refused with file and line."""

from __future__ import annotations

import numpy as np

from authored.nlu import Example
from language.likeness import alike, leaked


def lines(*intents):
    return [Example("a.yml", number, intent, f"line {number}") for number, intent in enumerate(intents, 3)]


def at(*cosines):
    """Vectors with these cosines to the first axis."""
    return np.array([[c, np.sqrt(1 - c * c)] for c in cosines], dtype=np.float32)


def test_two_lines_of_one_intent_that_say_the_same_are_named_with_both_places():
    (problem,) = alike(lines("vpn", "vpn"), at(1.0, 0.96))
    assert (problem.file, problem.line) == ("a.yml", 4)
    assert "at a.yml:3" in problem.message


def test_lines_of_two_intents_may_be_less_alike_than_lines_of_one():
    assert not list(alike(lines("vpn", "vpn"), at(1.0, 0.92)))
    (problem,) = alike(lines("vpn", "wifi"), at(1.0, 0.92))
    assert problem.remedy == "decide: vpn or wifi"


def test_a_line_like_a_held_out_one_is_refused():
    (problem,) = leaked(lines("vpn", "vpn"), at(0.2, 0.95), at(1.0))
    assert problem.line == 4
    assert "held-out" in problem.message


def test_lines_far_from_one_another_are_fine():
    assert not list(alike(lines("vpn", "wifi"), at(1.0, 0.3)))
    assert not list(leaked(lines("vpn"), at(0.3), at(1.0)))
