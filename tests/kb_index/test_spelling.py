"""Slips of the finger."""

from __future__ import annotations

import pytest

from kb_index.spelling import Spelling, counted, one_slip

KNOWN = Spelling.of(
    counted(["My printer prints: the printer is not working", "signature", "Outlook", "locked"])
)


def nothing(_word):
    return False


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Printr not wokring!", "printer not working!"),
        ("my singature", "my signature"),
        ("outlok, outllook; outlopk", "outlook, outlook; outlook"),
        ("loked", "locked"),
    ],
)
def test_one_slip_in_a_known_word_is_put_right(typed, meant):
    assert KNOWN.mended(typed, nothing) == meant


@pytest.mark.parametrize(
    "typed",
    ["rpinter", "ptrinre", "lock", "Outlook", "xyzzy", "", "12345", "locket1", "größenwahn", "locked"],
)
def test_everything_else_stays_as_it_was_typed(typed):
    assert KNOWN.mended(typed, nothing) == typed


def test_a_real_word_is_no_slip_although_it_is_close_to_a_known_one():
    assert KNOWN.mended("looked", nothing) == "locked"
    assert KNOWN.mended("looked", {"looked"}.__contains__) == "looked"


def test_of_two_close_words_the_frequent_one_is_meant():
    assert KNOWN.mended("printe", nothing) == "printer"
    assert Spelling.of({"prints": 3, "printer": 2}).mended("printe", nothing) == "prints"


@pytest.mark.parametrize(
    ("typed", "meant", "one"),
    [
        ("abcd", "abcd", False),
        ("abcd", "abdc", True),
        ("abcd", "abc", True),
        ("abc", "abcd", True),
        ("abcd", "abxd", True),
        ("abcd", "axyd", False),
        ("abcd", "badc", False),
        ("abc", "abcde", False),
    ],
)
def test_one_slip_is_one_letter_or_one_swap(typed, meant, one):
    assert one_slip(typed, meant) is one
