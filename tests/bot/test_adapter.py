"""The layer that bends sentence vectors to the intents."""

from __future__ import annotations

import numpy as np
import pytest

from bot.adapter import Adapter
from bot.adapter_training import Schooling, gradients, learn_adapter
from bot.calibration import held_out, threshold
from language.encoder import unit
from language.tokens import Tokens


def sentences(count=60, seed=1):
    """Lines of two intents that one token in five tells apart, a token of a kind; the rest is noise."""
    chance = np.random.default_rng(seed)
    classes = np.arange(count) % 2
    telling = (np.eye(8)[classes] + 2 * np.eye(8)[7])[:, None, :]
    noise = chance.normal(0, 0.6, (count, 4, 8))
    noise[:, :, 7] = 0
    return Tokens.of(np.concatenate([telling, noise], axis=1), 8), classes


def accuracy(vectors, corners, classes):
    return ((vectors @ corners.T).argmax(axis=1) == classes).mean()


def test_it_learns_which_tokens_tell():
    lines, classes = sentences(400)
    fresh, theirs = sentences(400, seed=2)
    plain = unit(np.stack([unit(lines.means())[classes == each].mean(axis=0) for each in (0, 1)]))
    adapter = learn_adapter(lines, classes, 2, Schooling(width=16, rate=1e-2))
    assert accuracy(unit(fresh.means()), plain, theirs) < 0.9
    assert accuracy(adapter.vectors(fresh), adapter.corners, theirs) > 0.95


def test_the_same_lines_give_the_same_adapter():
    lines, classes = sentences()
    first, second = (learn_adapter(lines, classes, 2, Schooling(least_steps=5)) for _ in range(2))
    assert (first.inward == second.inward).all()
    assert (first.corners == second.corners).all()


def test_a_text_has_the_same_vector_alone_and_in_company():
    lines, classes = sentences()
    adapter = learn_adapter(lines, classes, 2, Schooling(least_steps=5))
    together = adapter.vectors(lines)
    assert np.abs(together[7:8] - adapter.vectors(lines.take([7]))).max() < 1e-6
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(len(lines)), abs=1e-5)


def test_an_adapter_that_learnt_nothing_is_the_encoder():
    lines, _ = sentences()
    nothing = Adapter(np.ones((8, 3)), np.zeros(3), np.zeros((3, 8)), np.zeros(8), np.eye(8))
    assert np.abs(nothing.vectors(lines) - unit(lines.means())).max() < 1e-6


@pytest.mark.parametrize("name", ["inward", "inward_bias", "outward", "attention", "corners"])
def test_each_gradient_is_the_slope_of_the_loss(name):
    chance = np.random.default_rng(3)
    shapes = {"inward": (8, 4), "inward_bias": 4, "outward": (4, 8), "attention": 8, "corners": (2, 8)}
    arrays = {each: chance.normal(0, 0.5, shape) for each, shape in shapes.items()}
    lines, classes = sentences(6)
    lines = Tokens(lines.values.astype(float), lines.lengths)
    found = gradients(Adapter(**arrays), lines, classes, 5.0)[name]
    way = chance.normal(0, 1, arrays[name].shape)

    def loss(step):
        moved = Adapter(**{**arrays, name: arrays[name] + step * way})
        summed = moved.summed(lines)
        scores = 5.0 * (summed / np.linalg.norm(summed, axis=1, keepdims=True)) @ moved.corners.T
        return (np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(6), classes]).mean()

    assert (found * way).sum() == pytest.approx((loss(1e-4) - loss(-1e-4)) / 2e-4, rel=1e-3, abs=1e-4)


def test_without_strangers_the_threshold_refuses_the_share_it_was_told():
    home = np.arange(100.0)
    assert (home < threshold(home, np.zeros(0), share=0.04, blind_share=0.1)).mean() == 0.1


def test_strangers_choose_how_many_lines_are_refused():
    home = np.linspace(0, 1, 1001)
    for strangers, refused in ((np.full(50, -1.0), 0.03), (np.linspace(0, 0.08, 50), 0.08), (home, 0.03)):
        found = threshold(home, strangers, share=0.03, blind_share=0.5)
        assert (home < found).mean() == pytest.approx(refused, abs=0.01)


def test_held_out_lines_are_scored_by_models_that_did_not_see_them():
    classes, seen = np.repeat([0, 1, 2], 8), []

    def scores(kept, out):
        seen.append((set(kept), set(out)))
        return out.astype(float), np.zeros(2)

    home, strange = held_out(classes, 2, scores, folds=4, enough=1000)
    assert sorted(home) == list(range(24))
    assert strange.tolist() == [0, 0]
    assert all(not kept & out and len(kept | out) == 24 for kept, out in seen)


def test_a_large_training_holds_out_only_as_much_as_it_needs():
    def scores(kept, out):
        return np.zeros(len(out)), np.zeros(0)

    home, _ = held_out(np.repeat([0, 1], 40), 0, scores, folds=4, enough=30)
    assert len(home) == 40  # two parts of 20, not four
