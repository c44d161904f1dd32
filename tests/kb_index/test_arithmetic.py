"""Fusion, figures and calibration: values, not shapes."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.calibration import Calibration, Evidence, calibrate
from kb_index.figures import hit, ndcg, reciprocal_rank, summary
from kb_index.ranking import Signals, Weights, best_first, fused, standardised

ONLY_WORDS = Weights(passage=0, clause=0, document=0, question=0, words=1)


def signals(**given):
    count = len(next(iter(given.values())))
    arrays = {f.name: np.zeros(count) for f in fields(Signals)} | {
        n: np.array(v, float) for n, v in given.items()
    }
    return Signals(**{**arrays, "articles": np.arange(count)})


def test_standardised_values_have_mean_0_and_deviation_1():
    assert standardised(np.array([1.0, 2.0, 3.0])).tolist() == pytest.approx([-1.2247, 0, 1.2247], abs=1e-4)
    assert standardised(np.array([5.0, 5.0])).tolist() == [0, 0]
    assert standardised(np.array([])).tolist() == []


def test_what_is_not_there_is_left_out_of_mean_and_deviation():
    found = standardised(np.array([1.0, np.nan, 3.0])).tolist()
    assert (found[0], found[2]) == (-1, 1)
    assert math.isnan(found[1])


def test_an_opinion_with_small_numbers_is_heard_as_well_as_one_with_large():
    scores = fused(signals(passage=[0.01, 0.02], document=[100.0, 0.0]), Weights(passage=1.1, words=0))
    assert scores[1] > scores[0]


def test_words_that_hardly_tell_articles_apart_are_not_blown_up():
    faint = fused(signals(words=[0.0, 0.1, 0.0]), ONLY_WORDS)
    clear = fused(signals(words=[0.0, 10.0, 0.0]), ONLY_WORDS)
    assert 0 < faint[1] < 0.1
    assert clear[1] > 1


def test_an_article_without_a_title_is_neither_favoured_nor_punished():
    told = {"passage": [0.9, 0.5, 0.1], "document": [0.9, 0.5, 0.1]}
    with_title = fused(signals(**told, question=[0.9, 0.5, 0.1]), Weights())
    without = fused(signals(**told, question=[np.nan, 0.5, 0.1]), Weights())
    assert without[0] == pytest.approx(with_title[0], abs=0.1)


def test_the_weights_decide():
    found = signals(passage=[0.9, 0.1, 0.1, 0.1], words=[1.0, 2.0, 9.0, 3.0])
    assert int(fused(found, ONLY_WORDS).argmax()) == 2
    assert int(fused(found, Weights(words=0)).argmax()) == 0


def test_equal_scores_stand_in_article_order():
    scores = np.array([1.0, 5.0, 3.0, 5.0])
    assert best_first(signals(words=scores), scores, 3).tolist() == [1, 3, 2]


@pytest.mark.parametrize(
    ("ranking", "relevant", "expected"),
    [
        ("abc", "a", (1, 1.0, 1.0)),
        ("bac", "a", (0, 0.5, 1 / math.log2(3))),
        ("bcd", "a", (0, 0.0, 0.0)),
        ("bac", "ac", (0, 0.5, (1 / math.log2(3) + 0.5) / (1 + 1 / math.log2(3)))),
    ],
)
def test_figures_of_one_ranking(ranking, relevant, expected):
    assert (
        hit(ranking, relevant, 1),
        reciprocal_rank(ranking, relevant),
        ndcg(ranking, relevant),
    ) == pytest.approx(expected)


def test_the_eleventh_place_counts_for_nothing():
    ranking = [str(n) for n in range(20)]
    assert (reciprocal_rank(ranking, ["10"]), ndcg(ranking, ["10"])) == (0, 0)
    assert ndcg(ranking, ["9"]) == pytest.approx(1 / math.log2(11))


def test_a_summary_counts_refusals_apart_from_rankings():
    asked = [("ab", "a", True), ("ab", "b", False), ("ab", "", False), ("ab", "", True), ("ab", "", False)]
    found = summary(asked, [1.0, 3.0, 2.0, 9.0, 4.0])
    assert (found["hit@1"], found["hit@3"], found["answered"], found["refused"], found["ms_p50"]) == (
        0.5,
        1.0,
        0.5,
        0.6667,
        3.0,
    )
    assert summary([("ab", "a", True)], [])["refused"] is None


def spread(centre, count=40):
    return [
        Evidence(centre + (n % 7 - 3) * 0.02, centre + (n % 5 - 2) * 0.02, 0.4)
        for n in range(count)
    ]


def test_what_can_be_told_apart_is_told_apart():
    made = calibrate(spread(0.75), everyday=spread(0.2), taken_away=spread(0.45))
    assert made.measured == {
        "answered": 1.0,
        "everyday_refused": 1.0,
        "taken_away_refused": 0.85,
        "questions": 120.0,
    }
    assert made.probability(Evidence(0.8, 0.8, 0.4)) > 0.9
    assert made.probability(Evidence(0.2, 0.2, 0.4)) < 0.05


def test_what_cannot_be_told_apart_is_refused():
    made = calibrate(spread(0.3), everyday=spread(0.3), taken_away=spread(0.3))
    assert made.measured["everyday_refused"] >= 0.97


def test_without_any_question_the_threshold_is_even_odds():
    assert calibrate([], everyday=[], taken_away=[]).threshold == pytest.approx(0.5)


@given(
    *[st.lists(st.builds(Evidence, *[st.floats(-1, 1)] * 2, st.floats(0, 1)), max_size=12) for _ in range(3)]
)
def test_a_probability_is_one_whatever_was_asked(kept, everyday, taken):
    made = calibrate(kept, everyday=everyday, taken_away=taken)
    assert 0 <= made.threshold <= 1
    assert all(0 <= made.probability(e) <= 1 for e in (*kept, *everyday, Evidence(1, 1, 1)))
    assert Calibration.from_json(made.to_json()) == made
