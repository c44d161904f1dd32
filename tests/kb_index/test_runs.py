"""Rows in runs: what is best in each, and what some of them are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.runs import Runs

VALUES = np.array([1.0, 5.0, 3.0, 9.0])


def test_the_best_of_each_run():
    assert Runs.of([3, 1]).best(VALUES).tolist() == [5, 9]


def test_a_run_without_rows_has_no_best():
    best = Runs.of([2, 0, 2]).best(VALUES)
    assert (best[0], best[2]) == (5, 9)
    assert np.isnan(best[1])


def test_columns_are_kept_apart():
    assert Runs.of([2, 2]).best(np.stack([VALUES, -VALUES], axis=1)).tolist() == [[5, -1], [9, -3]]


def test_the_mean_of_the_best_few_takes_what_there_is():
    assert Runs.of([3, 1]).mean_of_best(VALUES, 2).tolist() == [4, 9]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=8), st.data())
def test_some_runs_have_the_rows_they_had_among_all(lengths, data):
    runs = Runs.of(lengths)
    values = np.random.default_rng(len(lengths)).random(int(runs.starts[-1]))
    chosen = np.array(sorted(data.draw(st.sets(st.sampled_from(range(len(lengths))), min_size=1))))
    rows, few = runs.some(chosen)
    assert few.best(values[rows]) == pytest.approx(runs.best(values)[chosen], nan_ok=True)
    means = runs.mean_of_best(values, 2)[chosen]
    assert few.mean_of_best(values[rows], 2) == pytest.approx(means, nan_ok=True)
