"""Texts made to fit, without losing a word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itsm.limits import DESCRIPTION, SHORT_DESCRIPTION, clean, cut, fitted, one_line
from itsm.tickets import IncidentDraft


def draft(**more: str) -> IncidentDraft:
    return IncidentDraft(
        **{"caller": "a", "short_description": "s", "description": "d", "category": "c", **more}
    )


@given(short=st.text(max_size=400), long=st.text(max_size=9000))
def test_every_text_fits_and_none_is_lost(short, long):
    texts = fitted(draft(short_description=short, description=long))

    assert len(texts.short_description) <= SHORT_DESCRIPTION
    assert "\n" not in texts.short_description
    assert len(texts.description) <= DESCRIPTION
    everything = f"{texts.short_description}\n{texts.description}\n{texts.work_notes}"
    assert one_line(short) in everything
    assert clean(long) in everything


def test_a_text_is_cut_after_a_word():
    assert cut("one two three", 9) == "one two…"
    assert cut("onetwothree", 5) == "onet…"
    assert cut("one", 3) == "one"


def test_control_characters_and_broken_surrogates_become_spaces():
    assert clean("a\x00b\ud800c\r\nd") == "a b c\nd"
