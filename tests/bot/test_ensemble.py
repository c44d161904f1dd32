"""Adapters that differ by chance, asked together."""

from __future__ import annotations

import numpy as np
import pytest

from bot import ensemble
from bot.adapter_training import Schooling, learn_adapter
from bot.ensemble import learn_ensemble, left_out
from language.tokens import Tokens

SCHOOLING = Schooling(width=8, least_steps=20)


def sentences(count=90, dimensions=6, seed=4):
    """Three intents around three corners, four tokens a line."""
    chance = np.random.default_rng(seed)
    classes = np.sort(np.arange(count) % 3)
    values = np.eye(dimensions)[classes][:, None, :] + chance.normal(0, 0.5, (count, 4, dimensions))
    return Tokens.of(values, dimensions), classes


def test_the_cosine_of_two_texts_is_the_mean_of_what_the_adapters_say():
    lines, classes = sentences()
    members = [learn_adapter(lines, classes, 3, SCHOOLING, start) for start in range(3)]
    cosines = np.mean([each.vectors(lines) @ each.vectors(lines).T for each in members], axis=0)
    corners = np.mean([each.vectors(lines) @ each.corners.T for each in members], axis=0)
    together = learn_ensemble(lines, classes, 3, SCHOOLING, starts=3)
    vectors = together.vectors(lines)
    assert np.abs(vectors @ vectors.T - cosines).max() < 1e-4
    assert np.abs(vectors @ together.corners.T - corners).max() < 1e-3


def test_its_adapters_differ_and_it_is_the_same_each_time():
    lines, classes = sentences()
    first, second = (learn_ensemble(lines, classes, 3, SCHOOLING, starts=2) for _ in range(2))
    assert not np.allclose(first.members[0].inward, first.members[1].inward)
    assert (first.vectors(lines) == second.vectors(lines)).all()


@pytest.mark.parametrize("short", [3, 5])
def test_a_line_told_in_fewer_numbers_is_still_exactly_like_itself(monkeypatch, short):
    monkeypatch.setattr(ensemble, "_SHORT", short)
    lines, classes = sentences()
    vectors = learn_ensemble(lines, classes, 3, SCHOOLING, starts=3).vectors(lines)
    halves = left_out(vectors)
    likeness = vectors @ vectors.T + halves[:, None] + halves
    assert vectors.shape == (90, short)
    assert likeness.diagonal() == pytest.approx(np.ones(90), abs=1e-5)
    assert likeness.argmax(axis=1).tolist() == list(range(90))


def test_what_lies_beside_all_lines_is_not_nearer_for_being_told_in_fewer_numbers(monkeypatch):
    lines, classes = sentences()
    elsewhere = Tokens.of(np.eye(6)[[5]][:, None, :], 6)

    def nearest():
        together = learn_ensemble(lines, classes, 3, SCHOOLING, starts=3)
        return (together.vectors(elsewhere) @ together.vectors(lines).T).max()

    whole = nearest()
    monkeypatch.setattr(ensemble, "_SHORT", 4)
    assert nearest() < whole + 0.02
