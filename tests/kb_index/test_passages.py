"""Passages: cut at headings, never longer than can be quoted, steps still a list, no word lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb_index.passages import passages, plain, sections
from kb_index.words import words

BODY = """Lead in.

## Windows
1. Open it.
2. Select **OK**.

### Older
- One

## Mac
Text with a [link](https://x.example/y).
"""


def test_every_heading_begins_a_passage_that_carries_the_headings_above():
    assert [(s.heading, s.text) for s in sections(BODY)] == [
        ("", "Lead in."),
        ("Windows", "1. Open it.\n2. Select **OK**."),
        ("Windows: Older", "- One"),
        ("Mac", "Text with a [link](https://x.example/y)."),
    ]


def test_steps_are_seen_as_steps():
    assert [s.has_steps for s in sections(BODY)] == [False, True, True, False]


def test_a_hash_in_a_code_block_is_no_heading():
    assert [s.heading for s in sections("## A\n```\n# not one\n```\n")] == ["A"]


def test_a_long_list_is_split_between_steps():
    body = "## H\n" + "\n".join(f"{n}. Do thing number {n} now." for n in range(1, 30))
    parts = passages(body, longest=200)
    assert all(len(p.text) <= 200 and p.heading == "H" for p in parts)
    assert [line for p in parts for line in p.text.splitlines()] == body.splitlines()[1:]


def test_marks_are_taken_off_what_is_encoded():
    assert plain("1. Select **OK** in [Settings](https://x.example).") == "1. Select OK in Settings."


@given(st.text(alphabet="ab.# \n1-*`", max_size=400), st.integers(5, 60))
def test_no_passage_is_longer_than_asked_for(body, longest):
    assert all(0 < len(p.text) <= longest for p in passages(body, longest=longest))


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=30), max_size=40))
def test_no_word_is_lost(lines):
    body = "\n".join(lines)
    found = "\n".join(p.text for p in passages(body, longest=50))
    assert found.split() == body.split()


def test_words_are_small_and_singular_without_the_ones_everybody_uses():
    assert words("How do I connect my Printers, John's status?") == ["connect", "printer", "john", "status"]
