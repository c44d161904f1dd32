"""Percentiles, the account of a conversation, and what counts as sustained."""

from __future__ import annotations

import math

import pytest

from benchmarks.figures import Account, Step, Told, account, latency, percentile, slow_from, sustained


def employee(seq: int) -> Told:
    return Told(seq, "employee", "help")


def bot(seq: int, text: str = "here") -> Told:
    return Told(seq, "bot", text)


def step(rate: float, p95: float, lost: int = 0, doubled: int = 0) -> Step:
    return Step(rate, 100, rate, 10.0, p95, lost, doubled)


def test_95_of_100_values_do_not_exceed_the_95th_percentile() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert percentile(values, 0.95) == 95.0
    assert percentile(values, 0.5) == 50.0
    assert percentile([7.0], 0.95) == 7.0


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_an_unanswered_turn_is_counted_beside_the_figures() -> None:
    found = latency([10.0, None, 30.0])
    assert (found.turns, found.unanswered, found.p50, found.p95) == (3, 1, 10.0, 30.0)


def test_without_any_answer_the_figures_are_infinite() -> None:
    assert latency([None]).p95 == math.inf


def test_a_message_and_its_answer_add_up() -> None:
    assert account([employee(2), bot(3), bot(4, "and this?"), employee(5), bot(6)], 2) == Account(0, 0)


def test_messages_that_met_in_one_turn_share_its_answer() -> None:
    assert account([employee(2), employee(3), bot(4)], 2) == Account(0, 0)


def test_a_message_that_was_never_logged_is_lost() -> None:
    assert account([employee(2), bot(3)], 2) == Account(1, 0)


def test_a_message_without_an_answer_is_lost() -> None:
    assert account([employee(2), bot(3), employee(4)], 2) == Account(1, 0)


def test_a_message_that_is_logged_twice_is_doubled() -> None:
    assert account([employee(2), employee(3), bot(4)], 1) == Account(0, 1)


def test_an_answer_that_comes_twice_is_doubled() -> None:
    assert account([employee(2), bot(3), bot(4)], 1) == Account(0, 1)


def test_the_same_answer_to_two_messages_is_not_doubled() -> None:
    assert account([employee(2), bot(3), employee(4), bot(5)], 2) == Account(0, 0)


def test_a_line_that_the_stream_sent_twice_is_doubled() -> None:
    assert account([employee(2), bot(3), bot(3, "again")], 1) == Account(0, 1)


def test_a_rate_is_sustained_only_when_it_is_quick_and_nothing_is_lost_or_doubled() -> None:
    steps = [step(10, 50), step(20, 299), step(30, 200, lost=1), step(40, 301), step(50, 200, doubled=1)]
    assert sustained(steps) == 20
    assert slow_from(steps) == 40


def test_no_sound_rate_is_no_rate() -> None:
    assert sustained([step(10, 500)]) == 0.0
    assert slow_from([step(10, 100)]) is None
