import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.phrases import begins_with, holds, is_one_of, words_of

NO = ("not", "no", "isnt", "never")


@pytest.mark.parametrize(("text", "words"), [
    ("Didn’t help!", ("didnt", "help")), ("  no,   it doesn't ", ("no", "it", "doesnt")), ("...", ()),
    ("Wi-Fi café 5", ("wi", "fi", "café", "5")),
])
def test_words_are_lower_case_without_punctuation(text, words):
    assert words_of(text) == words


def test_the_longest_phrase_counts():
    assert holds(words_of("it is still not working"), ["not working", "still not working"]) == 3


def test_a_denied_phrase_does_not_count():
    assert holds(words_of("it is not really working"), ["working"], negations=NO) == 0
    assert holds(words_of("it is working"), ["working"], negations=NO) == 1


def test_a_no_at_the_start_denies_one_word_but_not_what_is_said_after_it():
    assert holds(words_of("no smoke here"), ["smoke"], negations=NO) == 0
    assert holds(words_of("no, it works now"), ["it works now"], negations=NO) == 3


def test_a_phrase_that_denies_by_itself_counts():
    assert holds(words_of("no it is not working"), ["not working"], negations=NO) == 2


def test_a_phrase_inside_another_word_does_not_count():
    assert holds(words_of("the firefox browser"), ["fire"]) == 0


def test_a_phrase_at_the_start_is_seen_only_there():
    assert begins_with(words_of("no it drops"), ["no"]) == 1
    assert begins_with(words_of("there is no page"), ["no"]) == 0


def test_an_empty_text_is_no_phrase():
    assert not is_one_of(words_of(""), ["", "yes"])


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_is_compared_with_any_phrases(text, phrases):
    words = words_of(text)
    assert 0 <= begins_with(words, phrases) <= holds(words, phrases) <= len(words)
    assert not is_one_of(words, phrases) or begins_with(words, phrases) == len(words)
