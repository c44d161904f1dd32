"""A scripted employee finds the button that says what they know, by whole words."""

from __future__ import annotations

import pytest

from benchmarks.crowd.likeness import alike, offers


@pytest.mark.parametrize(
    ("fact", "title"),
    [
        ("Windows", "Windows laptop"),
        ("a windows laptop from work", "Windows laptop"),
        ("Windows laptop", "Windows computer"),
        ("MacBook", "Mac"),
        ("mac", "Mac"),
        ("HP", "HP printer"),
        ("no", "No"),
        ("no", "No, not yet"),
        ("Yes, it does", "Yes"),
        ("it drops", "It drops or reconnects"),
    ],
)
def test_the_same_words_are_the_same_thing(fact: str, title: str) -> None:
    assert alike(fact, title)


@pytest.mark.parametrize(
    ("fact", "title"),
    [
        ("connected", "It disconnected"),
        ("no", "I know it"),
        ("no", "There is no message"),
        ("no message at all", "No"),
        ("yes", "Yesterday"),
        ("since yesterday", "Yes"),
        ("work", "Network"),
        ("network drive", "Work"),
        ("one", "Phone"),
        ("", "No"),
        ("home", "👍"),
    ],
)
def test_a_word_inside_another_word_is_another_thing(fact: str, title: str) -> None:
    assert not alike(fact, title)


def test_a_button_is_offered_by_its_words_and_not_against_them() -> None:
    assert offers("I'll wait", ("wait", "person"))
    assert not offers("Awaiting approval", ("wait",))
    assert not offers("No ticket, thank you", ("ticket",))
