"""Token vectors of many texts in one array."""

import numpy as np

from language.tokens import Tokens

ONE, TWO = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 8.0]])


def test_texts_come_out_as_they_went_in():
    tokens = Tokens.of([ONE, TWO], 2)
    assert [rows.tolist() for rows in tokens.each()] == [ONE.tolist(), TWO.tolist()]


def test_taken_texts_bring_their_own_tokens_in_the_order_asked():
    taken = Tokens.of([ONE, TWO, ONE * 9], 2).take([1, 0, 1])
    assert [rows.tolist() for rows in taken.each()] == [TWO.tolist(), ONE.tolist(), TWO.tolist()]


def test_sums_and_means_are_a_texts_own():
    tokens = Tokens.of([ONE, TWO], 2)
    assert tokens.sums().tolist() == [[1, 2], [8, 12]]
    assert tokens.means().tolist() == [[1, 2], [4, 6]]


def test_what_a_text_has_is_spread_over_its_tokens():
    assert Tokens.of([ONE, TWO], 2).spread(np.array([7, 8])).tolist() == [7, 8, 8]


def test_no_texts_are_no_rows():
    none = Tokens.of([], 2)
    assert (len(none), none.each(), none.means().shape) == (0, [], (0, 2))
    assert len(Tokens.of([ONE], 2).take([])) == 0
